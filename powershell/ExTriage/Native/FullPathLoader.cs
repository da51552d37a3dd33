// Where .NET is asked for a library by name, it searches LD_LIBRARY_PATH before the folder beside
// the assembly. This makes it take the file that the module names, and no other.
//
// C# 5 and mscorlib only: .NET's NativeLibrary, which the .NET Framework lacks, is reached by name.
using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ExTriage.Native
{
    internal static class FullPathLoader
    {
        private static readonly object Gate = new object();
        private static Func<string, IntPtr> load;
        private static string library;

        /// <summary>
        /// Loads the library, and answers every later search for it with it. Runspaces may ask at the
        /// same time, and .NET takes one resolver for an assembly.
        /// </summary>
        internal static void Use(string fullPath)
        {
            lock (Gate)
            {
                if (library == null)
                {
                    Register(fullPath);
                    library = fullPath;
                }
            }
        }

        private static void Register(string fullPath)
        {
            Type native = Type.GetType("System.Runtime.InteropServices.NativeLibrary", true);
            Type resolver = Type.GetType("System.Runtime.InteropServices.DllImportResolver", true);
            MethodInfo open = native.GetMethod("Load", new Type[] { typeof(string) });
            load = (Func<string, IntPtr>)Delegate.CreateDelegate(typeof(Func<string, IntPtr>), open);
            load(fullPath);

            BindingFlags hidden = BindingFlags.NonPublic | BindingFlags.Static;
            MethodInfo resolve = typeof(FullPathLoader).GetMethod("Resolve", hidden);
            object[] arguments = { typeof(FullPathLoader).Assembly, Delegate.CreateDelegate(resolver, resolve) };
            native.GetMethod("SetDllImportResolver").Invoke(null, arguments);
        }

        private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
        {
            return name == "extriage" ? load(library) : IntPtr.Zero;
        }
    }
}
