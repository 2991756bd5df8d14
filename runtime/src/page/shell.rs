//! The files of the page that are the same for every capability.

use super::packed::{ICON, SCRIPT, STYLE};
use super::text::Text;

/// Style, script and icon.
pub(super) struct Shell {
    style: Text,
    script: Text,
    icon: Text,
}

impl Shell {
    pub(super) fn new() -> Self {
        Self {
            style: Text::compressed(STYLE, "text/css; charset=utf-8"),
            script: Text::compressed(SCRIPT, "text/javascript; charset=utf-8"),
            icon: Text::compressed(ICON, "image/svg+xml"),
        }
    }

    /// The file of a name below `/-/`.
    pub(super) fn file(&self, name: &str) -> Option<&Text> {
        match name {
            "page.css" => Some(&self.style),
            "page.js" => Some(&self.script),
            "icon.svg" => Some(&self.icon),
            _ => None,
        }
    }

    /// Names the files' versions in a document that refers to them.
    pub(super) fn name_versions(&self, html: &str) -> String {
        let files =
            [("page.css", &self.style), ("page.js", &self.script), ("icon.svg", &self.icon)];
        files.iter().fold(html.to_owned(), |html, (name, file)| {
            // No text of a document has a quotation mark that is not escaped.
            let old = format!("=\"/-/{name}?HASH\"");
            html.replacen(&old, &format!("=\"/-/{name}?{}\"", file.tag()), 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::io::Write as _;
    use std::path::{Path, PathBuf};

    use flate2::{Compression, GzBuilder};

    use super::Shell;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page")
    }

    fn read(name: &str) -> String {
        fs::read_to_string(folder().join("shell").join(name)).expect(name)
    }

    /// Without comments and indentation: no text of the script or the style has a line that begins with white
    /// space or `//`.
    fn slim(source: &str) -> String {
        let lines = source.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The parts of the script in their order, in one function.
    fn script() -> String {
        let names = read("script/order.txt");
        let parts: Vec<String> =
            names.lines().map(|name| read(&format!("script/{name}.js"))).collect();
        format!("\"use strict\";(() => {{\n{}\n}})();\n", slim(&parts.join("\n")))
    }

    fn style() -> String {
        let mut style = slim(&read("style.css")) + "\n";
        while let Some(start) = style.find("/*") {
            let end = style[start..].find("*/").expect("the end of a comment") + start + 2;
            let end = end + usize::from(style[end..].starts_with('\n'));
            style.replace_range(start..end, "");
        }
        style
    }

    fn files() -> [(&'static str, &'static str, String); 3] {
        [
            ("page.css", "STYLE", style()),
            ("page.js", "SCRIPT", script()),
            ("icon.svg", "ICON", read("icon.svg")),
        ]
    }

    /// What is served is what stands beside it for people to read. `UPDATE_GOLDEN=1` packs it.
    #[test]
    fn the_compressed_files_are_the_files() {
        let (shell, files) = (Shell::new(), files());
        if files.iter().all(|(name, _, text)| shell.file(name).expect(name).plain() == text) {
            return;
        }
        assert!(std::env::var_os("UPDATE_GOLDEN").is_some(), "UPDATE_GOLDEN=1 packs `shell` again");
        fs::write(folder().join("packed.rs"), packed(&files)).expect("written");
    }

    fn packed(files: &[(&str, &str, String)]) -> String {
        let mut out =
            "//! The files of `shell`, compressed; written by the test of `shell.rs`.\n".to_owned();
        for (name, constant, text) in files {
            let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
            gzip.write_all(text.as_bytes()).expect("memory");
            let bytes = gzip.finish().expect("memory");
            let shown: String = bytes.iter().map(|byte| shown(*byte)).collect();
            let _ = write!(
                out,
                "\n/// `{name}`\npub(super) static {constant}: &[u8] =\n    b\"{shown}\";\n"
            );
        }
        out
    }

    fn shown(byte: u8) -> String {
        match byte {
            b'"' | b'\\' => format!("\\{}", char::from(byte)),
            b' '..=b'~' => char::from(byte).to_string(),
            _ => format!("\\x{byte:02x}"),
        }
    }

    /// A capability adds some bytes; the rest is what every browser has to load once.
    #[test]
    fn the_shell_is_small() {
        const MOST: usize = 60 << 10;
        let size: usize = [super::ICON, super::SCRIPT, super::STYLE].map(<[u8]>::len).iter().sum();
        assert!(size < MOST, "{size}");
    }
}
