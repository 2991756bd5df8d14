//! Compiles every document in `specs/` into `generated-forge/src` before that is compiled itself.

use std::path::Path;

use naftiko_codegen::CrateNames;
use naftiko_codegen::build_script::{self, Build};

fn main() {
    build_script::run(&Build {
        specs: Path::new("specs"),
        out: Path::new("generated-forge/src"),
        names: CrateNames { binary: "forge".to_owned(), library: "generated_forge".to_owned() },
    });
}
