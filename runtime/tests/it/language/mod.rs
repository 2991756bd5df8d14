//! What the language means, over the wire, as the golden documents have it.

mod bodies;
mod crews;
mod outputs;
mod places;

use naftiko_runtime::testing::Seen;

fn header<'s>(seen: &'s Seen, name: &str) -> Option<&'s str> {
    let found = seen.headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}
