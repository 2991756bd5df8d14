//! The page of a capability for browsers, on the listeners of its surfaces: at `/` for who prefers HTML, and below
//! `/-/`. What comes from the document is constants that were compressed when it was compiled.
//!
//! It stands behind the guard of the surface on whose listener it is. `door` checks who asks, `answer` knows the
//! parts, `text` serves them, `fill` puts into the documents what is known since the start, `state` is what changes.

mod answer;
mod closed;
mod door;
mod facts;
mod fill;
mod headers;
mod html;
mod negotiation;
mod neighbour;
#[rustfmt::skip]
mod packed;
mod shell;
mod state;
mod text;
mod way;

use std::fmt;
use std::sync::{Arc, OnceLock};

use hyper::body::Incoming;
use hyper::header::{ACCEPT, HeaderValue, VARY};
use hyper::http::request::Parts;
use hyper::{Method, Request};

use self::facts::Facts;
pub(crate) use self::facts::guard_kind;
pub(crate) use self::neighbour::{Counts, Neighbour, Observer, Surroundings};
pub(crate) use self::way::{Passage, Way};
use crate::access::{self, Access, Answer, Guarded};
use crate::config::{Config, StartError};
use crate::end::End;
use crate::guard::RequestGuard;
use crate::tables::{Capability, Guard};
use crate::upstream::State;

/// The beginning of the paths of the page beside `/`.
const BELOW: &str = "/-/";
/// The longest value of a setting that is shown in a message.
const SHOWN: usize = 24;

/// A surface on whose listener the page may be.
pub(crate) trait Hosting: Guarded {
    /// The page, and the guard that it stands behind.
    fn page(&self) -> Option<(&Page, Option<&Arc<RequestGuard>>)>;
}

/// The page on the listener of one surface.
pub(crate) struct Page {
    shared: Arc<Shared>,
    /// The ways to other surfaces of the same worker.
    ways: OnceLock<Vec<Way>>,
}

/// What the workers have in common.
struct Shared {
    facts: Facts,
    /// What an operator asks for; without it only listeners that nobody else reaches have a page.
    wanted: Option<bool>,
    variable: Option<String>,
    taken: Option<&'static str>,
    surroundings: OnceLock<Surroundings>,
    texts: answer::Texts,
}

/// The page, as a surface's listener lets it be seen.
#[derive(Clone, Copy)]
struct Door<'a> {
    page: &'a Page,
    access: &'a Access,
    guard: Option<&'a Arc<RequestGuard>>,
}

/// What a request wants of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Nothing.
    Nothing,
    /// The other document at `/`.
    Beside,
    /// A part of the page.
    Part,
}

/// The page for the listener of a surface, where the capability has one and `variable` does not switch it off.
/// `taken` is the path of the document that answers where the page would.
pub(crate) fn mount(
    variable: Option<String>,
    namespace: &'static str,
    guard: Option<&'static Guard>,
    taken: Option<&'static str>,
    state: &State,
    config: &Config,
    error: &mut StartError,
) -> Option<Arc<Page>> {
    let table = state.capability().page?;
    let wanted = variable.as_deref().and_then(|name| wanted(name, config, taken, error));
    if wanted == Some(false) {
        return None;
    }
    let shared = Shared {
        facts: Facts::new(namespace, guard, state, config),
        wanted,
        variable,
        taken,
        surroundings: OnceLock::new(),
        texts: answer::Texts::new(table),
    };
    Some(Arc::new(Page { shared: Arc::new(shared), ways: OnceLock::new() }))
}

fn wanted(
    name: &str,
    config: &Config,
    taken: Option<&str>,
    error: &mut StartError,
) -> Option<bool> {
    let text = config.get(name)?;
    match (text, taken) {
        ("off", _) => Some(false),
        ("on", None) => Some(true),
        ("on", Some(path)) => {
            error.wrong(format!(
                "{name} is on, and the path {path} of the document answers where the page would; set it to off"
            ));
            None
        }
        _ => {
            let shown = crate::problem::clip(text, SHOWN);
            error.wrong(format!("{name} must be on or off, not \"{shown}\""));
            None
        }
    }
}

/// Returns `true` if the script of the page says that it calls.
fn is_called(parts: &Parts) -> bool {
    parts.headers.contains_key("x-page")
}

/// The answer of a surface, or of the page on its listener.
pub(crate) fn enter<'a, S: Hosting>(
    surface: &'a S,
    request: Request<Incoming>,
    end: Option<End>,
) -> Answer<'a> {
    let Some((page, guard)) = surface.page() else {
        return Box::pin(access::enter(surface, request, end));
    };
    match page.asked(&request, surface.access()) {
        Asked::Nothing => Box::pin(access::enter(surface, request, end)),
        Asked::Beside => Box::pin(async move {
            let mut response = access::enter(surface, request, end).await;
            response.headers_mut().append(VARY, HeaderValue::from_name(ACCEPT));
            response
        }),
        Asked::Part => {
            let door = Door { page, access: surface.access(), guard };
            if way::is_at(request.uri().path()) {
                return way::pass(surface, door, request, end);
            }
            Box::pin(door.enter(request, end))
        }
    }
}

// === impl Page ===

impl Page {
    /// The same page for another worker.
    pub(crate) fn fork(&self) -> Arc<Self> {
        Arc::new(Self { shared: Arc::clone(&self.shared), ways: OnceLock::new() })
    }

    /// Says what is around it, when all surfaces listen. Only the first time counts.
    pub(crate) fn stands_among(&self, surroundings: Surroundings) {
        let _ = self.shared.surroundings.set(surroundings);
    }

    /// Says how others are reached from this worker. Only the first time counts.
    pub(crate) fn leads_to(&self, ways: Vec<Way>) {
        let _ = self.ways.set(ways);
    }

    /// The surfaces around it.
    pub(crate) fn neighbours(&self) -> &[Neighbour] {
        self.shared.surroundings.get().map_or(&[], |around| &around.surfaces)
    }

    /// Returns `true` if it is the page of a capability.
    pub(crate) fn is_of(&self, capability: &Capability) -> bool {
        std::ptr::eq(self.shared.facts.capability, capability)
    }

    /// The environment variable that switches it on or off.
    pub(crate) fn variable(&self) -> Option<&str> {
        self.shared.variable.as_deref()
    }

    /// Returns `true` if a listener with these rules has the page.
    pub(crate) fn is_on(&self, access: &Access) -> bool {
        self.shared.taken.is_none() && self.shared.wanted.unwrap_or(access.is_loopback())
    }

    /// The path of the document that answers where the page would.
    pub(crate) fn taken(&self) -> Option<&'static str> {
        self.shared.taken
    }

    /// Returns `true` if an operator asks for it.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.shared.wanted == Some(true)
    }

    /// Costs next to nothing where the path is none of the page's.
    fn asked(&self, request: &Request<Incoming>, access: &Access) -> Asked {
        let path = request.uri().path();
        let is_root = path == "/";
        let is_below = path.len() > BELOW.len() && path.starts_with(BELOW);
        if !(is_root || is_below)
            || !self.is_on(access)
            || request.extensions().get::<way::Passed>().is_some()
        {
            return Asked::Nothing;
        }
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        if is_below || is_read && negotiation::prefers_html(request.headers()) {
            return Asked::Part;
        }
        if is_read { Asked::Beside } else { Asked::Nothing }
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("wanted", &self.shared.wanted).finish_non_exhaustive()
    }
}
