//! Files that hold the values of binds: read at start, never compiled in.

use super::YamlFile;
use super::bound_member::BoundMember;
use crate::config::{BoundSource, Config, Given};
use crate::json::{self, MembersError};
use crate::value_file::Setting;

/// The file of a bind.
#[derive(Debug)]
pub struct BindFile {
    /// The environment variable that names another file.
    pub variable: &'static str,
    /// The path; one that is relative begins at the working directory of the process.
    pub path: &'static str,
    /// The format of its content.
    pub format: BindFormat,
}

/// The format of such a file: a mapping in any case.
#[derive(Debug)]
pub enum BindFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml(YamlFile),
}

/// The depth of a file in JSON.
const DEPTH: usize = 128;

// === impl BindFile ===

impl BindFile {
    /// The environment variable that names another file.
    pub(crate) fn variable(&self) -> &'static str {
        self.variable
    }

    /// The path in the document.
    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// The value of `key`. The error is why there is none.
    pub(super) fn value(
        &'static self,
        key: &'static str,
        config: &Config,
    ) -> Result<Given, String> {
        let path = config.given(self.variable).unwrap_or(self.path).to_owned();
        let source = BoundSource::new(path.clone(), key);
        let read = |content: &[u8], wanted: &[String]| self.settings(content, wanted);
        let text = config
            .bound(self.variable, &source, read)
            .map_err(|reason| format!("key `{key}` of {path}: {reason}"))?;
        Ok(text.map_or(Given::Absent, |text| Given::InFile(text, Some(source))))
    }

    /// The values of the wanted keys. The error shows nothing of the content.
    pub(crate) fn settings(
        &self,
        content: &[u8],
        wanted: &[String],
    ) -> Result<Vec<Setting>, String> {
        let text =
            str::from_utf8(content).map_err(|_| "it holds bytes that are no text in UTF-8")?;
        // Some editors write a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let members = match &self.format {
            BindFormat::Json => json_members(text)?,
            BindFormat::Yaml(yaml) => yaml.members(text)?,
        };
        let value = |key: &String| {
            let found = members.iter().find(|(known, _)| known == key);
            match found.map(|(_, member)| member) {
                Some(BoundMember::Text(text)) => Ok((key.clone(), without_break(text).to_owned())),
                Some(BoundMember::Null) => Err(format!("its key `{key}` has no value")),
                Some(BoundMember::Nested) => {
                    Err(format!("its key `{key}` has a list or a mapping"))
                }
                None => Err(format!("it has no key `{key}`")),
            }
        };
        wanted.iter().map(value).collect()
    }
}

/// A text without one line break at its end, as in a file that holds one value.
fn without_break(text: &str) -> &str {
    text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line))
}

fn json_members(text: &str) -> Result<Vec<(String, BoundMember)>, String> {
    if !json::depth_within(text.as_bytes(), DEPTH) {
        return Err("it is nested too deep".to_owned());
    }
    let members = json::members(text.as_bytes()).map_err(|error| match error {
        MembersError::Syntax => "it cannot be read as JSON",
        MembersError::Duplicate(_) => "a key is there twice",
    })?;
    let members = members.ok_or("it is no object")?;
    let member = |raw: &str| match raw.as_bytes().first() {
        Some(b'{' | b'[') => Ok(BoundMember::Nested),
        Some(b'n') => Ok(BoundMember::Null),
        _ => match json::text_of(raw) {
            Ok(text) => Ok(BoundMember::Text(text.into_owned())),
            Err(_) => Err("it holds half of a character"),
        },
    };
    let members = members.into_iter().map(|(key, raw)| Ok((key.into_owned(), member(raw)?)));
    members.collect::<Result<_, &str>>().map_err(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{BindFile, BindFormat};

    fn settings(format: BindFormat, content: &str) -> String {
        let file = BindFile { variable: "A_BIND_FILE", path: "a", format };
        match file.settings(content.as_bytes(), &["a".to_owned(), "b".to_owned()]) {
            Ok(found) => {
                let shown = found.into_iter().map(|(name, text)| format!("{name}={text}"));
                shown.collect::<Vec<_>>().join(" ")
            }
            Err(reason) => reason,
        }
    }

    #[test]
    fn keys_of_json() {
        for (content, says) in [
            (r#"{"a": "x", "b": "y", "c": {"a": [null]}}"#, "a=x b=y"),
            (r#"{"b": 1.50, "a": 1e400}"#, "a=1e400 b=1.50"),
            (r#"{"a": true, "b": "\u00e9\n"}"#, "a=true b=\u{e9}"),
            (r#"{"a": "", "b": "x\n\n"}"#, "a= b=x\n"),
            (r#"{"a": "x"}"#, "it has no key `b`"),
            (r#"{"a": "hunter2", "b": null}"#, "its key `b` has no value"),
            (r#"{"a": ["hunter2"], "b": "y"}"#, "its key `a` has a list or a mapping"),
            (r#"{"a": "hunter2", "a": "x", "b": 1}"#, "a key is there twice"),
            (r#"{"a": "hunter2"#, "it cannot be read as JSON"),
            ("a: hunter2", "it cannot be read as JSON"),
            (r#""hunter2""#, "it is no object"),
            (r#"["hunter2"]"#, "it is no object"),
            ("\u{feff}{\"a\": 1, \"b\": 2}", "a=1 b=2"),
            ("", "it cannot be read as JSON"),
        ] {
            assert_eq!(settings(BindFormat::Json, content), says, "{content}");
        }
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(200), "]".repeat(200));
        assert_eq!(settings(BindFormat::Json, &deep), "it is nested too deep");
    }

    #[test]
    #[cfg(feature = "yaml")]
    fn keys_of_yaml() {
        for (content, says) in [
            ("a: x\nb: y\nc:\n- d: ~\n", "a=x b=y"),
            ("b: 1.50\na: 012\n", "a=012 b=1.50"),
            ("a: yes\nb: |\n  line\n", "a=yes b=line"),
            ("a: ''\nb: \"x\\n\\n\"", "a= b=x\n"),
            ("a: x\n", "it has no key `b`"),
            ("c:\n  a: hunter2\n  b: hunter2\n", "it has no key `a`"),
            ("a: hunter2\nb:\n", "its key `b` has no value"),
            ("a:\n- hunter2\nb: y\n", "its key `a` has a list or a mapping"),
            ("a: x\nb: y\na: hunter2", "a key is there twice (line 3)"),
            ("- a: hunter2", "it is no mapping"),
            ("{a: x, b: y}hunter2", "it cannot be read as YAML (line 1)"),
            ("{a: x, b: y} # c\n...\n---\na: z\n", "a=x b=y"),
            ("hunter2", "it is no mapping"),
            ("", "it is no mapping"),
            ("# nothing", "it is no mapping"),
        ] {
            assert_eq!(settings(BindFormat::Yaml(crate::tables::YamlFile), content), says);
        }
    }
}
