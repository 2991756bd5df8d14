//! Values that may stand in files.

use std::sync::Weak;

use super::{BoundSource, Config, StartError};
use crate::value_file::{Follower, one_text};

/// The value of a variable that may stand in a file.
pub(crate) enum Given {
    Absent,
    Text(String),
    /// It is in a file, and may change: alone in the one that another variable names, or under a key in the file of a
    /// bind.
    InFile(String, Option<BoundSource>),
    /// There is none, and it was said why.
    Wrong,
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
                        let text = settings.into_iter().map(|(_, text)| text).collect();
                        Given::InFile(text, None)
                    }
                    Err(reason) => {
                        error.wrong(format!("{file}: {path}: {reason}"));
                        Given::Wrong
                    }
                }
            }
        }
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
            Self::Text(text) | Self::InFile(text, _) => Some(text),
            Self::Absent | Self::Wrong => None,
        }
    }

    /// Returns `true` if the value may become another one.
    pub(crate) fn changes(&self) -> bool {
        matches!(self, Self::InFile(..))
    }

    /// Where the value stands, if that is the file of a bind.
    pub(crate) fn bound_source(&self) -> Option<&BoundSource> {
        match self {
            Self::InFile(_, source) => source.as_ref(),
            Self::Absent | Self::Text(_) | Self::Wrong => None,
        }
    }
}

/// The environment variable that can name a file with the value of `variable`.
pub(crate) fn file_variable(variable: &str) -> String {
    format!("{variable}_FILE")
}
