//! stub
use super::Code;
pub(super) struct Explanation {
    pub(super) meaning: &'static str,
    pub(super) why: &'static str,
    pub(super) fix: &'static str,
}
pub(super) fn of(_: Code) -> Explanation {
    Explanation {
        meaning: "",
        why: "",
        fix: "",
    }
}
