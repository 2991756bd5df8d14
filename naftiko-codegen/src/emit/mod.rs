//! x
pub(crate) struct Modules;
pub(crate) fn emit(_n:&str,_c:&[&crate::model::Capability])->Modules{Modules}
