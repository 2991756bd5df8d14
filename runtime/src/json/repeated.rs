//! Names that a document has twice.

use super::document::{Members, duplicate};
use super::reader::{Reader, Syntax};

/// The first name that an object in `value` has twice, at any depth. The depth has to be bounded
/// before.
pub(crate) fn repeated(value: &str) -> Result<Option<String>, Syntax> {
    if !value.contains('{') {
        return Ok(None);
    }
    repeated_in(&mut Reader::new(value))
}

fn repeated_in(reader: &mut Reader<'_>) -> Result<Option<String>, Syntax> {
    match reader.peek() {
        Some(b'{') => {
            reader.enter();
            let mut names = Members::new();
            while let Some(name) = reader.key()? {
                if let Some(inside) = repeated_in(reader)? {
                    return Ok(Some(inside));
                }
                names.push((name, ""));
            }
            return Ok(duplicate(&names));
        }
        Some(b'[') => {
            reader.enter();
            while reader.element()? {
                if let Some(inside) = repeated_in(reader)? {
                    return Ok(Some(inside));
                }
            }
        }
        _ => drop(reader.value()?),
    }
    Ok(None)
}
