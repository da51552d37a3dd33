# shellcheck shell=sh disable=SC2015,SC2034 # A && B || C is meant; the scripts that read this use its variables
# What demo.sh and test.sh share: they find Rust and PowerShell, or bring them. What is fetched goes into target/tools;
# what goes into the system is said first. Messages go to standard error.
#
# EXTRIAGE_POWERSHELL_SOURCE is the address of a folder with PowerShell's release archive and the hashes.sha256 that was
# published with it, for networks with a mirror; by default it is where PowerShell's makers publish both.

root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd) || exit 1
tools=$root/target/tools
# The version that is fetched; any from the oldest one on is used where it is there.
powershell_version=7.6.9
powershell_oldest=7.2
export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

say() {
    printf '%s\n' "$*" >&2
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Whether a version is another one or newer, by its first two numbers.
is_at_least() {
    awk -v have="$1" -v want="$2" 'BEGIN {
        split(have, h, "."); split(want, w, ".")
        exit !(h[1] + 0 > w[1] + 0 || (h[1] + 0 == w[1] + 0 && h[2] + 0 >= w[2] + 0))
    }'
}

# --- Rust ------------------------------------------------------------------------------------------------------------

# Puts a cargo that is new enough, with its compiler, first in PATH; brings it where there is none.
find_rust() {
    rust_oldest=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
    rust_old=
    rust_packages='rustc-web cargo-web gcc libc6-dev ca-certificates'
    if choose_rust || { install_rust && choose_rust; }; then
        return 0
    fi
    say "Rust $rust_oldest or newer with a C linker is needed.${rust_old:+ Too old: $rust_old.}"
    say "Get Rust from https://rustup.rs and a linker from your system (Debian: gcc and libc6-dev, macOS: xcode-select --install), and run this again."
    return 1
}

choose_rust() {
    rust_path=$PATH:${CARGO_HOME:-${HOME:-}/.cargo}/bin
    while [ -n "$rust_path" ]; do
        folder=${rust_path%%:*}
        case $rust_path in *:*) rust_path=${rust_path#*:} ;; *) rust_path= ;; esac
        [ -x "$folder/cargo" ] && [ -x "$folder/rustc" ] || continue
        # Rust's installer leaves programs that only say that nothing is installed.
        compiler=$("$folder/rustc" --version 2>/dev/null | awk '{ print $2 }')
        builder=$("$folder/cargo" --version 2>/dev/null | awk '{ print $2 }')
        [ -n "$compiler" ] && [ -n "$builder" ] || continue
        if is_at_least "$compiler" "$rust_oldest" && is_at_least "$builder" "$rust_oldest"; then
            PATH=$folder:$PATH
            export PATH
            # What is missing then is the linker alone.
            rust_packages='gcc libc6-dev'
            has cc
            return
        fi
        rust_old="${rust_old:+$rust_old, }$folder/rustc $compiler"
    done
    return 1
}

install_rust() {
    has apt-get || return 1
    if [ "$(id -u)" -eq 0 ]; then
        sudo=
    elif has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo=sudo
    else
        return 1
    fi
    packages=$rust_packages
    has curl || has wget || packages="$packages curl"
    say "Rust $rust_oldest or newer with a linker is not here. This goes into the system: apt-get update, and apt-get install $packages"
    apt='apt-get -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=0 -o Acquire::http::Timeout=10'
    # shellcheck disable=SC2086 # words, on purpose
    $sudo $apt update >&2 || say 'The lists of packages could not be renewed.'
    case $packages in rustc*)
        offered=$(LC_ALL=C apt-cache policy rustc-web 2>/dev/null | awk '$1 == "Candidate:" { print $2 }')
        if ! is_at_least "${offered:-0}" "$rust_oldest"; then
            say "This system's rustc-web is ${offered:-not there}; nothing was installed."
            return 1
        fi
        ;;
    esac
    # Debian's older rustc would have to go for it; that is for its owner to say.
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive $apt install --no-install-recommends --no-remove $packages >&2 || {
        say "If Debian's older rustc and cargo are in the way, this takes their place: apt-get install rustc-web cargo-web"
        return 1
    }
}

# --- PowerShell ------------------------------------------------------------------------------------------------------

# Sets $pwsh, or where PowerShell cannot be had, $why, and $how it can be.
find_powershell() {
    pwsh=
    why=
    how='To have PowerShell: run this again with a network, or install it from https://aka.ms/powershell.'
    if [ "$(uname -s)" != Linux ] || [ "$(uname -m)" != x86_64 ]; then
        why="the module is for Windows and Linux on x64, and this is $(uname -s) on $(uname -m)"
        how='The module can be tried on one of those.'
        return 1
    fi
    fetched=$tools/powershell-$powershell_version/pwsh
    for candidate in "$(command -v pwsh)" "$root/../shared/tools/pwsh" "$fetched"; do
        use_powershell "$candidate" && return 0
    done
    if [ ! -e "$fetched" ]; then
        fetch_powershell || return 1
        use_powershell "$fetched" && return 0
    fi
    why="$fetched does not start: $("$fetched" --version 2>&1 | head -n 3)"
    return 1
}

use_powershell() {
    [ -n "$1" ] && [ -x "$1" ] || return 1
    version=$("$1" --version 2>/dev/null)
    if [ -z "$version" ] && [ -z "${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-}" ]; then
        # A system without ICU: PowerShell then knows no language but its own.
        version=$(DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$1" --version 2>/dev/null)
        [ -z "$version" ] || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    fi
    is_at_least "${version#PowerShell }" "$powershell_oldest" || return 1
    pwsh=$1
}

# Nothing is unpacked whose hash is not the one that was published.
fetch_powershell() {
    archive=powershell-$powershell_version-linux-x64.tar.gz
    source=${EXTRIAGE_POWERSHELL_SOURCE:-https://github.com/PowerShell/PowerShell/releases/download/v$powershell_version}
    say "PowerShell $powershell_oldest or newer is not here. Fetching $source/$archive (about 75 MB) into target/tools."
    mkdir -p "$tools" && work=$(mktemp -d "$tools/fetch.XXXXXX") || {
        why="$tools cannot be written"
        return 1
    }
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    fetch_checked
    code=$?
    rm -rf "$work"
    trap - EXIT INT TERM HUP
    return "$code"
}

fetch_checked() {
    download "$source/hashes.sha256" "$work/hashes" && download "$source/$archive" "$work/$archive" || return 1
    # Lines of a hash, a blank and a name, which may have a star; written on Windows.
    expected=$(tr -d '\000\r' <"$work/hashes" | tr 'A-F' 'a-f' | LC_ALL=C awk -v name="$archive" '
        { sub(/^\*/, "", $2); gsub(/[^0-9a-f]/, "", $1) }
        $2 == name && length($1) == 64 { print $1; exit }')
    if [ -z "$expected" ]; then
        why="$source/hashes.sha256 has no hash of $archive, so it was not used"
        return 1
    fi
    actual=$(hash_of "$work/$archive")
    if [ "$actual" != "$expected" ]; then
        why="$archive was thrown away: its SHA-256 is ${actual:-not to be had here}, and $expected was published"
        return 1
    fi
    mkdir "$work/unpacked" && tar -xzf "$work/$archive" -C "$work/unpacked" && chmod +x "$work/unpacked/pwsh" &&
        mv "$work/unpacked" "$tools/powershell-$powershell_version" || {
        why="$archive could not be unpacked into $tools"
        return 1
    }
}

hash_of() {
    if has sha256sum; then
        sha256sum "$1"
    elif has shasum; then
        shasum -a 256 "$1"
    fi | awk '{ print $1 }'
}

# Fetches an address into a file; without a network it fails within seconds.
download() {
    if has curl; then
        # A redirection never leads from an encrypted address to an open one.
        case $1 in https:*) protocols='=https' ;; *) protocols='=http,https' ;; esac
        said=$(curl -fsSL --proto "$protocols" --connect-timeout 10 --speed-limit 1024 --speed-time 30 -o "$2" "$1" 2>&1)
    elif has wget; then
        said=$(wget -q -t 1 -T 20 -O "$2" "$1" 2>&1)
    else
        said='neither curl nor wget is here'
        false
    fi || {
        why="$1 could not be fetched${said:+: $said}"
        return 1
    }
}
