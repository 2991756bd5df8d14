//! x
pub(crate) fn render(_m:&crate::emit::Modules)->crate::Files{Default::default()}
