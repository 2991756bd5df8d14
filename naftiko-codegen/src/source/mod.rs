//! The tree as nodes: a document with a place for everything in it, or findings that say why not.

mod damage;
mod entries;
mod kind;
mod node;
mod number;
mod path;
mod reader;

pub use self::node::{Entry, EntryKey, Node, Scalar, ScalarKind, Value};
pub(crate) use self::number::json_number;
pub use self::path::path_at;
pub use self::reader::read;
pub(crate) use self::reader::read_on;
