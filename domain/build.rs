//! Lists the rulebooks and calendars that are built in, so that adding a place or a year is adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let crate_folder = folder_named("CARGO_MANIFEST_DIR")?;
    let out = folder_named("OUT_DIR")?;
    let rulebooks = listing(&crate_folder.join("rulebooks"), |name| !name.ends_with("-units.toml"))?;
    fs::write(out.join("rulebooks.rs"), rulebooks)?;
    fs::write(out.join("calendars.rs"), listing(&crate_folder.join("calendars"), |_| true)?)
}

fn folder_named(variable: &str) -> io::Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("{variable} is not set")))
}

/// A slice of file names and contents, as Rust source.
fn listing(folder: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") && wanted(&name) {
            names.push(name);
        }
    }
    names.sort();
    let mut source = String::from("&[\n");
    for name in names {
        let path = folder.join(&name);
        writeln!(source, "    ({name:?}, include_str!({:?})),", path.display().to_string())
            .map_err(io::Error::other)?;
    }
    source.push_str("]\n");
    Ok(source)
}
