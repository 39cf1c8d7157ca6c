//! Records the rights that functions used, over all tests of a run, for `tests/rights.py`.

use std::{fs, io::Write};

use emulator::instruments::Rights;

/// One file for each process that tests ran in.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/rights");

/// Adds the rights used in one world.
pub fn keep(rights: &Rights) {
    let lines: Vec<String> = rights.used().iter().map(|(function, action)| format!("{function} {action}\n")).collect();
    fs::create_dir_all(FOLDER).unwrap();
    let path = format!("{FOLDER}/{}.txt", std::process::id());
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    // In one write, so that lines of several threads don't mix.
    file.write_all(lines.concat().as_bytes()).unwrap();
}
