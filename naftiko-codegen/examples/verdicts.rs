use naftiko_codegen::{check, source::Source, Options};
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let (v, r, t, c, fs) = match Source::from_bytes(&path, bytes) {
            Err(f) => ("reject".to_string(), 0, 0, vec![f.code.as_str()], vec![]),
            Ok(s) => {
                let rep = check(&s, &Options::default());
                let mut c: Vec<_> = rep.findings.iter().filter(|f| f.level() != naftiko_codegen::finding::Level::Note).map(|f| f.code.as_str()).collect();
                c.sort(); c.dedup();
                let fs = rep.findings.iter().filter(|f| f.level() != naftiko_codegen::finding::Level::Note).map(|f| format!("{}|{:?}|{}", f.code.as_str(), f.span.map(|s| (s.line, s.column)), f.message)).collect();
                (rep.verdict.to_string(), rep.rest_routes, rep.mcp_tools, c, fs)
            }
        };
        println!("{}\t{v}\t{r}\t{t}\t{}", path, c.join(","));
        if std::env::var("SHOW").is_ok() { for f in fs { println!("    {f}"); } }
    }
}
