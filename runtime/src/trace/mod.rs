//! What happened, one request at a time: kept only where a control surface can show it.

mod parent;
mod record;
mod ring;

pub(crate) use self::parent::is_parent;
pub(crate) use self::record::{Record, Span, Trace};
pub(crate) use self::ring::Ring;
