//! Values that may stand in files.

use std::sync::Weak;

use super::{Config, StartError};
use crate::value_file::{Follower, one_text};

/// The value of a variable that may stand in a file.
pub(crate) enum Given {
    Absent,
    Text(String),
    /// It is in the file that another variable names, and may change.
    InFile(String),
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
                let read = move |content: &[u8]| Ok(vec![(name.clone(), one_text(content)?)]);
                match self.files.settings(file, path, Box::new(read)) {
                    Ok(settings) => {
                        Given::InFile(settings.into_iter().map(|(_, text)| text).collect())
                    }
                    Err(sentence) => {
                        error.wrong(sentence);
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
            Self::Text(text) | Self::InFile(text) => Some(text),
            Self::Absent | Self::Wrong => None,
        }
    }

    /// Returns `true` if the value may become another one.
    pub(crate) fn changes(&self) -> bool {
        matches!(self, Self::InFile(_))
    }
}

/// The environment variable that can name a file with the value of `variable`.
pub(crate) fn file_variable(variable: &str) -> String {
    format!("{variable}_FILE")
}
