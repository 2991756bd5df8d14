//! Pages among the surfaces that are served: what stands around each, and how it leads to the others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Weak};

use hyper::body::Incoming;
use hyper::{Request, StatusCode};

use super::Bound;
use super::app::{App, at_root};
use crate::access::Answer;
use crate::config::Config;
use crate::end::End;
use crate::local::is_local_ip;
use crate::operator::control_surface;
use crate::page::{Neighbour, Page, Passage, Surroundings, Way, guard_kind};
use crate::rejection::Rejection;
use crate::request_id;
use crate::surface::control::{Observation, Process, Source};
use crate::surface::{About, Service, SurfaceKind as _};
use crate::tables::{Capability, ControlSurface};

/// The services of one listener.
type Services = Vec<Box<dyn Service>>;

/// A surface of this worker, for as long as it takes requests.
struct ServicePassage {
    services: Weak<Services>,
    at: usize,
}

/// A control surface and where it listens.
struct Control {
    surface: &'static ControlSurface,
    address: SocketAddr,
}

/// Tells every page what stands around it.
pub(super) fn connect(
    bound: &[Bound],
    sources: &[Arc<Source>],
    config: &Config,
    process: &Arc<Process>,
) {
    for source in sources {
        let capability = source.state.capability();
        let control = control(capability, bound, config);
        for (host, page) in pages(bound) {
            if !page.is_of(capability) {
                continue;
            }
            let is_local = is_local_ip(host.address.ip());
            let is_reached = |ip: IpAddr| is_local || !is_local_ip(ip);
            let mut surfaces = Vec::new();
            for other in bound.iter().filter(|other| !other.app.is_alone()) {
                let own = other.app.services().iter().filter(|service| {
                    service.page().is_none_or(|(page, _)| page.is_of(capability))
                });
                let is_reached = is_reached(other.address.ip());
                surfaces.extend(
                    own.map(|service| neighbour(&service.about(), other.address, None, is_reached)),
                );
            }
            surfaces.extend(control.as_ref().map(|control| {
                let about = control.surface.about();
                let word = control.surface.guard.map(guard_kind);
                let is_open = is_local_ip(control.address.ip());
                let word = word.unwrap_or(if is_open { "loopback" } else { "none" });
                neighbour(&about, control.address, Some(word), false)
            }));
            // What only operators may ask, the page does not tell.
            let is_open = control.as_ref().is_none_or(|control| {
                control.surface.guard.is_none() && is_reached(control.address.ip())
            });
            let (source, process) = (Arc::clone(source), Arc::clone(process));
            let observer = Box::new(Observation { source, process, is_open });
            page.stands_among(Surroundings { is_local, surfaces, observer });
        }
    }
}

/// Leads the pages of a worker to its other surfaces.
pub(super) fn link(apps: &[&App]) {
    for app in apps {
        for (page, _) in app.services().iter().filter_map(|service| service.page()) {
            let ways = page.neighbours().iter().filter_map(|neighbour| {
                let passage = apps.iter().find_map(|app| passage(app, neighbour))?;
                let passage = neighbour.is_reached.then_some(passage);
                Some(Way { namespace: neighbour.namespace, passage })
            });
            page.leads_to(ways.collect());
        }
    }
}

/// A line about the page of a listener for who starts it.
pub(crate) fn told(bound: &Bound) -> Option<String> {
    let service = at_root(bound.app.services())?;
    let About { kind, namespace, .. } = service.about();
    let (page, access) = service.page()?;
    if page.is_on(access) {
        let url = url(bound.address);
        return Some(format!("the page of {kind} surface {namespace} is at {url}/"));
    }
    let path = page.taken().filter(|_| access.is_loopback())?;
    Some(format!(
        "{kind} surface {namespace} has no page: the path {path} of the document answers where it would be"
    ))
}

/// The pages that listeners show.
fn pages(bound: &[Bound]) -> impl Iterator<Item = (&Bound, &Page)> {
    bound.iter().flat_map(|bound| {
        let services = bound.app.services().iter();
        services.filter_map(move |service| Some((bound, service.page()?.0)))
    })
}

fn control(capability: &'static Capability, bound: &[Bound], config: &Config) -> Option<Control> {
    let surface = control_surface(capability, config)?;
    let about = surface.about();
    let key = |about: &About| (about.kind, about.port, about.address);
    let is_it = |other: &About| key(other) == key(&about);
    let bound =
        bound.iter().find(|bound| bound.app.is_alone() && bound.surfaces.iter().any(is_it))?;
    Some(Control { surface, address: bound.address })
}

fn neighbour(
    about: &About,
    address: SocketAddr,
    guard: Option<&'static str>,
    is_reached: bool,
) -> Neighbour {
    let About { kind, namespace, path, .. } = *about;
    Neighbour { kind, namespace, address: format!("{}{path}", url(address)), guard, is_reached }
}

/// The URL that callers are given: nobody can call every address of a machine.
fn url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

fn passage(app: &App, neighbour: &Neighbour) -> Option<Arc<dyn Passage>> {
    let is_it =
        |about: &About| (about.kind, about.namespace) == (neighbour.kind, neighbour.namespace);
    let at = app.services().iter().position(|service| is_it(&service.about()))?;
    Some(Arc::new(ServicePassage { services: app.downgrade(), at }))
}

impl Passage for ServicePassage {
    fn call(&self, request: Request<Incoming>, end: Option<End>) -> Option<Answer<'static>> {
        let (services, at) = (self.services.upgrade()?, self.at);
        Some(Box::pin(async move {
            match services.get(at) {
                Some(service) => service.call(request, end).await,
                None => Rejection::Plain(StatusCode::BAD_GATEWAY, "this surface is gone")
                    .respond(&request_id::of(request.headers())),
            }
        }))
    }
}
