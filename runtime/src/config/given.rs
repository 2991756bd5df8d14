//! Values that may stand in files.

use std::sync::Weak;

use super::{Config, StartError};
use crate::value_file::{Follower, Setting, one_text};

/// The value of a variable that may stand in a file.
pub(crate) enum Given {
    Absent,
    Text(String),
    /// It is in the file that another variable names, and may change.
    InFile(String),
    /// It is a value of a file with several, and may change.
    Bound(String, BoundSource),
    /// There is none, and it was said why.
    Wrong,
}

/// The file of a bind and the key in it that a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BoundSource {
    pub(crate) path: String,
    pub(crate) key: &'static str,
}

impl Config {
    /// The value of `name`, or of the file that the variable `file` names. Line breaks at the end of a value are
    /// left out, and an empty one counts as absent.
    pub(crate) fn given_or_in_file(
        &self,
        name: &str,
        file: Option<&str>,
        error: &mut StartError,
    ) -> Given {
        let value = self.get(name).map(|text| text.trim_end_matches(['\r', '\n']));
        let path = file.and_then(|file| Some((file, self.given(file)?)));
        match (value.filter(|text| !text.is_empty()), path) {
            (None, None) => Given::Absent,
            (Some(text), None) => Given::Text(text.to_owned()),
            (Some(_), Some((file, _))) => {
                error.wrong(format!("{name} and {file} are both set; unset one of them"));
                Given::Wrong
            }
            (None, Some((file, path))) => {
                let name = name.to_owned();
                let read = move |content: &[u8], _: &[String]| {
                    Ok(vec![(name.clone(), one_text(content)?)])
                };
                match self.files.settings(file, path, None, Box::new(read)) {
                    Ok(settings) => {
                        Given::InFile(settings.into_iter().map(|(_, text)| text).collect())
                    }
                    Err(reason) => {
                        error.wrong(format!("{file}: {path}: {reason}"));
                        Given::Wrong
                    }
                }
            }
        }
    }

    /// The value of a key in the file of a bind, whose path `variable` can name; `read` finds the keys that are wanted in
    /// the content. The error says why there is none.
    pub(crate) fn bound(
        &self,
        variable: &str,
        source: BoundSource,
        read: impl Fn(&[u8], &[String]) -> Result<Vec<Setting>, String> + Send + 'static,
    ) -> Result<Given, String> {
        let of_file = source.path.clone();
        let read = move |content: &[u8], wanted: &[String]| {
            let found = read(content, wanted)?.into_iter();
            Ok(found.map(|(key, text)| (source_name(&of_file, &key), text)).collect())
        };
        let found =
            self.files.settings(variable, &source.path, Some(source.key), Box::new(read))?;
        let name = source.name();
        let text = found.into_iter().find(|(of, _)| *of == name).map(|(_, text)| text);
        Ok(text.map_or(Given::Absent, |text| Given::Bound(text, source)))
    }

    /// Tells `follower` when a value in a file has become another one, for as long as it lives.
    pub(crate) fn follow_files(&self, follower: Weak<dyn Follower>) {
        self.files.follow(follower);
    }
}

impl Given {
    /// The value, wherever it stands.
    pub(crate) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) | Self::InFile(text) | Self::Bound(text, _) => Some(text),
            Self::Absent | Self::Wrong => None,
        }
    }

    /// Returns `true` if the value may become another one.
    pub(crate) fn changes(&self) -> bool {
        matches!(self, Self::InFile(_) | Self::Bound(..))
    }

    /// Where the value stands, if that is the file of a bind.
    pub(crate) fn bound_source(&self) -> Option<&BoundSource> {
        match self {
            Self::Bound(_, source) => Some(source),
            Self::Absent | Self::Text(_) | Self::InFile(_) | Self::Wrong => None,
        }
    }
}

impl BoundSource {
    /// The name of the value among those that change.
    pub(crate) fn name(&self) -> String {
        source_name(&self.path, self.key)
    }
}

/// No variable has such a name, and no two values have one.
fn source_name(path: &str, key: &str) -> String {
    format!("{path}\0{key}")
}

/// The environment variable that can name a file with the value of `variable`.
pub(crate) fn file_variable(variable: &str) -> String {
    format!("{variable}_FILE")
}
