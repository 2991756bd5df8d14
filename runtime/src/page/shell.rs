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
    use std::io::Write as _;
    use std::path::Path;

    use flate2::{Compression, GzBuilder};

    use super::Shell;

    const FILES: [(&str, &str, &str); 3] = [
        ("page.css", "STYLE", include_str!("shell/page.css")),
        ("page.js", "SCRIPT", include_str!("shell/page.js")),
        ("icon.svg", "ICON", include_str!("shell/icon.svg")),
    ];

    /// What is served is what stands beside it for people to read. `UPDATE_GOLDEN=1` packs it.
    #[test]
    fn the_compressed_files_are_the_files() {
        let shell = Shell::new();
        let is_same =
            |(name, _, text): &(&str, &str, &str)| shell.file(name).expect(name).plain() == text;
        if FILES.iter().all(is_same) {
            return;
        }
        assert!(std::env::var_os("UPDATE_GOLDEN").is_some(), "UPDATE_GOLDEN=1 packs `shell` again");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page/packed.rs");
        std::fs::write(path, packed()).expect("written");
    }

    fn packed() -> String {
        let mut out =
            "//! The files of `shell`, compressed; written by the test of `shell.rs`.\n".to_owned();
        for (name, constant, text) in FILES {
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
