use naftiko_codegen::{generate, source::Source, CrateNames, Options, sync};
fn main() {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap();
    let sources: Vec<_> = args.map(|p| Source::from_bytes(&p, std::fs::read(&p).unwrap()).unwrap()).collect();
    let names = CrateNames { binary: "forge".into(), library: "generated_forge".into() };
    match generate(&names, &sources, &Options::default()) {
        Ok((files, _)) => { let t = sync::sync(out.as_ref(), &files).unwrap(); println!("{} files", t.len()); }
        Err(reports) => for r in reports { for f in &r.findings { println!("{} {}", f.code, f.message); } }
    }
}
