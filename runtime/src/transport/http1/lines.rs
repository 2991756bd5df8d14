//! The fields of a head as they came.

/// The headers as they came.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a>(pub(super) &'a [httparse::Header<'a>]);

impl<'a> Lines<'a> {
    /// The values of a header.
    pub(super) fn of(self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let named = move |line: &&httparse::Header<'_>| line.name.eq_ignore_ascii_case(name);
        self.0.iter().filter(named).map(|line| line.value)
    }
}
