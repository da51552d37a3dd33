//! Writes the C# declarations of the C ABI into the build's own folder. `tests/suite/bindings.rs`
//! compares them with the committed `powershell/ExTriage/Native/NativeMethods.g.cs`.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

/// The files of `src/ffi` that hold exports, or types and constants of them.
const FILES: [&str; 6] = ["buffer", "engine", "job", "rewrite", "rules", "status"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/ffi");
    println!("cargo:rustc-env=EXTRIAGE_TARGET={}", env::var("TARGET")?);

    let path = Path::new(&env::var("OUT_DIR")?).join("NativeMethods.g.cs");
    let builder = FILES.iter().fold(csbindgen::Builder::default(), |builder, file| {
        builder.input_extern_file(format!("src/ffi/{file}.rs"))
    });
    builder
        .csharp_namespace("ExTriage.Native")
        .csharp_class_name("NativeMethods")
        .csharp_class_accessibility("internal")
        // The bare name lets PowerShell 7 find the library, and Windows reuse a loaded one.
        .csharp_dll_name("extriage")
        // Function pointers and nint are C# 9.
        .csharp_use_function_pointer(false)
        .csharp_use_nint_types(false)
        .csharp_generate_const_filter(|name| name.starts_with("XT_"))
        .generate_csharp_file(&path)?;

    // The compiler of Windows PowerShell does not know these warnings, and warns about that.
    let text = fs::read_to_string(&path)?;
    let kept: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("#pragma warning disable CS"))
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect();
    fs::write(&path, kept)?;
    println!("cargo:rustc-env=EXTRIAGE_BINDINGS={}", path.display());
    Ok(())
}
