//! Properties that all adapters have: R16, R50, R52, R54, R55.

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::guards::{auth_stdio, lower_guard};
use crate::lower::upstreams;
use crate::model::{Guard, Port};
use crate::spec::{Adapter, AdapterKind, Text};

/// Properties that every kind of adapter has.
pub(super) struct Common {
    pub(super) namespace: String,
    pub(super) description: String,
    pub(super) address: Option<String>,
    pub(super) port: Port,
    pub(super) guard: Option<Guard>,
}

/// `default_port` is where it listens when the document does not say so.
pub(super) fn common(
    adapter: &Adapter<'_>,
    kind: AdapterKind,
    default_port: u16,
    context: &mut Context<'_>,
) -> Common {
    let http = adapter.transport.as_ref().is_none_or(|t| !t.value.eq_ignore_ascii_case("stdio"));
    let port = if http {
        port(adapter, default_port, context)
    } else {
        Port { number: default_port, span: adapter.span }
    };
    let namespace = adapter_name(adapter, kind, context);
    let guard = match &adapter.authentication {
        Some(authentication) if http => lower_guard(&namespace, authentication, context),
        Some(authentication) => {
            auth_stdio(authentication, context);
            None
        }
        None => None,
    };
    Common {
        namespace,
        description: Text::said(adapter.description.as_ref()).unwrap_or_default(),
        address: Text::said(adapter.address.as_ref()),
        port,
        guard,
    }
}

/// R55.
fn adapter_name(adapter: &Adapter<'_>, kind: AdapterKind, context: &mut Context<'_>) -> String {
    match adapter.namespace.as_ref().filter(|text| !text.value.is_empty()) {
        Some(name) => {
            if !name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                let message = format!("`{}` is accepted as the name of an adapter", name.value);
                context.report(Finding::new(Code::AdapterName, name.span, message));
            }
            name.value.clone()
        }
        None => {
            let kind = kind.name();
            let message = format!("this adapter has no namespace; it is called `{kind}`");
            context.report(Finding::new(Code::AdapterName, adapter.span, message));
            kind.to_owned()
        }
    }
}

/// R54.
pub(super) fn port(adapter: &Adapter<'_>, default: u16, context: &mut Context<'_>) -> Port {
    let Some(written) = &adapter.port else {
        context.report(
            Finding::new(
                Code::PortMissing,
                adapter.span,
                format!("this adapter has no port; it listens on {default}"),
            )
            .help(format!("add `port: {default}`")),
        );
        return Port { number: default, span: adapter.span };
    };
    let number = written.value.trim().parse().ok().filter(|port| *port > 0);
    let number = number.unwrap_or_else(|| {
        let message = format!("`{}` is no port", written.value);
        context.report(
            Finding::new(Code::PortInvalid, written.span, message)
                .help("a port is a number from 1 to 65535"),
        );
        default
    });
    Port { number, span: written.span }
}

/// R50 for transports.
pub(super) fn transport_unsupported(written: &Text, context: &mut Context<'_>) {
    let message = format!("the transport `{}` cannot be compiled", written.value);
    context.report(
        Finding::new(Code::AdapterTypeUnsupported, written.span, message)
            .help("`http` and, for MCP, `stdio` can"),
    );
}

/// R52.
pub(super) fn adapter_empty(
    adapter: &Adapter<'_>,
    units: usize,
    what: &str,
    context: &mut Context<'_>,
) {
    if units == 0 {
        context.report(
            Finding::new(Code::AdapterEmpty, adapter.span, format!("this is {what}"))
                .help("add some, or remove the adapter"),
        );
    }
}

/// R16, for the namespaces of adapters and binds.
pub(crate) fn duplicate_adapter_namespaces(
    adapters: &[Adapter<'_>],
    others: &[&str],
    context: &mut Context<'_>,
) {
    let mut seen: Vec<&str> = others.to_vec();
    for namespace in adapters.iter().filter_map(|adapter| adapter.namespace.as_ref()) {
        if seen.contains(&namespace.value.as_str()) {
            upstreams::duplicate_namespace(&namespace.value, namespace.span, context);
        }
        seen.push(&namespace.value);
    }
}
