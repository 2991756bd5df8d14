//! Consumed APIs: R15, R16, R24, R26, and their parts.

use std::collections::{HashMap, HashSet};

use super::arguments::check_length;
use super::base_uri::lower_base_uri;
use super::callee::Callee;
use super::context::Context;
use super::credentials::{Credentials, check_sigv4_static, lower_credentials};
use super::limits::check_upstreams;
use super::operation_builder::OperationBuilder;
use super::operations::{Inherited, lower_operation};
use super::paths;
use super::surface::fixed_wires;
use super::visible;
use crate::finding::{Code, Finding};
use crate::model::{Expr, Upstream, Wire};
use crate::names;
use crate::spec::{Consumes, Text};
use crate::text::Span;

/// A consumed API, whose operations are [builders](OperationBuilder) first.
pub(crate) struct LoweredUpstream<O = Callee> {
    pub(crate) upstream: Upstream,
    pub(crate) operations: Vec<O>,
    /// The operations of a name, as indices.
    by_name: HashMap<String, Vec<usize>>,
    /// Names of operations that could not be lowered; a call of one is no second mistake.
    pub(crate) broken: HashSet<String>,
    /// Set if one of those has no name: any call may have meant it.
    pub(crate) nameless: bool,
    /// Parameters that are added to requests that are passed on.
    pub(crate) fixed: Vec<Wire>,
}

impl<O> LoweredUpstream<O> {
    /// The indices of the operations called `name`.
    pub(crate) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The same with other operations.
    pub(crate) fn map<P>(self, operation: impl FnMut(O) -> P) -> LoweredUpstream<P> {
        let Self { upstream, operations, by_name, broken, nameless, fixed } = self;
        let operations = operations.into_iter().map(operation).collect();
        LoweredUpstream { upstream, operations, by_name, broken, nameless, fixed }
    }
}

/// All consumes entries, in document order.
pub(crate) fn lower_upstreams(
    entries: &[Consumes<'_>],
    context: &mut Context<'_>,
) -> Vec<LoweredUpstream<OperationBuilder>> {
    let mut upstreams: Vec<LoweredUpstream<OperationBuilder>> = Vec::new();
    let mut modules = names::Scope::beside_surfaces([]);
    let mut variables = names::Scope::default();
    let mut clients = names::Scope::default();
    let mut seen: HashSet<String> = HashSet::new();
    for entry in check_upstreams(entries, context) {
        let Some(namespace) = namespace(entry, context) else { continue };
        if !seen.insert(namespace.clone()) {
            duplicate_namespace(&namespace, entry.span, context);
        }
        let ident = names::snake(&namespace);
        let at = entry.namespace.as_ref().map_or(entry.span, |text| text.span);
        check_length("the namespace", &ident, at, context);
        let (module, _) = modules.claim(&ident);
        let client = clients.claim_type(&names::camel(&namespace));
        let (prefix, _) = variables.claim(&names::screaming(&namespace));
        let base_uri_variable = format!("{prefix}_BASE_URI");
        upstreams.push(lower_upstream(
            entry,
            namespace,
            module,
            client,
            base_uri_variable,
            context,
        ));
    }
    duplicate_operations(&mut upstreams, context);
    for upstream in &mut upstreams {
        for (index, OperationBuilder { operation, .. }) in upstream.operations.iter().enumerate() {
            upstream.by_name.entry(operation.name.clone()).or_default().push(index);
        }
    }
    upstreams
}

/// R15.
fn namespace(entry: &Consumes<'_>, context: &mut Context<'_>) -> Option<String> {
    let Some(text) = entry.namespace.as_ref().filter(|text| !text.value.trim().is_empty()) else {
        let message = "a consumes entry without `namespace` cannot be called";
        context.report(Finding::new(Code::NamespaceMissing, entry.span, message));
        return None;
    };
    if !text.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let message = format!("`{}` is accepted as a namespace", text.value);
        context.report(Finding::new(Code::NamespacePattern, text.span, message));
    }
    Some(text.value.trim().to_owned())
}

/// R16.
pub(crate) fn duplicate_namespace(namespace: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::DuplicateNamespace,
            span,
            format!(
                "the namespace `{namespace}` is used twice; entries are searched in document order"
            ),
        )
        .help("give each entry a namespace of its own"),
    );
}

/// R17: a slash before the slash of each path, which the engines of newer versions refuse to start with.
fn check_slash(entry: &Consumes<'_>, context: &mut Context<'_>) {
    let Some(text) = entry.base_uri.as_ref().filter(|_| entry.no_slash) else { return };
    if let Some(without) = text.value.trim().strip_suffix('/') {
        let message = "a base URI of this version does not end in a slash; paths begin with one";
        context.report(
            Finding::new(Code::BaseUriSlash, text.span, message)
                .help(format!("write `baseUri: {without}`")),
        );
    }
}

fn lower_upstream(
    entry: &Consumes<'_>,
    namespace: String,
    module: String,
    client: String,
    base_uri_variable: String,
    context: &mut Context<'_>,
) -> LoweredUpstream<OperationBuilder> {
    let is_filled = entry.base_uri.as_ref().is_some_and(|uri| uri.value.contains(['{', '$']));
    let inputs = if is_filled || entry.authentication.is_some() {
        visible::of_entry(&namespace, entry, &context.called_with)
    } else {
        Vec::new()
    };
    let credentials = match &entry.authentication {
        Some(authentication) => context.seeing(inputs.iter().cloned(), |context| {
            lower_credentials(&namespace, authentication, context)
        }),
        None => Credentials::default(),
    };
    let path_secret: Option<(&str, &[Expr])> =
        credentials.in_path.as_ref().map(|(name, parts)| (name.as_str(), parts.as_slice()));
    check_slash(entry, context);
    let written = (entry.base_uri.as_ref(), entry.span);
    let base_uri = lower_base_uri(&namespace, written, path_secret, &inputs, context);
    unused_path_secret(entry, path_secret, context);
    if let (Some(text), Some(authentication)) = (&entry.base_uri, &entry.authentication) {
        check_sigv4_static(&text.value, &credentials, authentication.span, context);
    }
    let body_secrets = credentials.body_fields();
    let of_entry = Inherited {
        namespace: &namespace,
        entry_inputs: &entry.inputs,
        resource_inputs: &[],
        resource_path: None,
        absolute: paths::are_absolute(path_pairs(entry)),
        authenticated: entry.authentication.is_some(),
        path_secret,
        body_secrets: &body_secrets,
    };
    let (operations, broken, nameless) = lower_operations(entry, of_entry, context);
    let forwarded = context.forwarded.contains(&namespace);
    let fixed = if forwarded { fixed_wires(entry, context) } else { Vec::new() };
    let upstream = Upstream {
        description: Text::said(entry.description.as_ref()).unwrap_or_default(),
        credentials: credentials.every_call,
        operations: Vec::new(),
        namespace,
        module,
        client,
        base_uri,
        base_uri_variable,
        span: entry.span,
    };
    LoweredUpstream { upstream, operations, by_name: HashMap::new(), broken, nameless, fixed }
}

/// The operations that can be called; of the others the names, and whether one has none.
fn lower_operations<'a, 'n>(
    entry: &'a Consumes<'n>,
    of_entry: Inherited<'a, 'n>,
    context: &mut Context<'_>,
) -> (Vec<OperationBuilder>, HashSet<String>, bool) {
    let (mut operations, mut broken, mut nameless) = (Vec::new(), HashSet::new(), false);
    resource_names(entry, context);
    for resource in &entry.resources {
        let inherited = Inherited {
            resource_inputs: &resource.inputs,
            resource_path: resource.path.as_ref(),
            ..of_entry
        };
        for spec in &resource.operations {
            match lower_operation(spec, &inherited, context) {
                Some(builder) => operations.push(builder),
                None => match &spec.name {
                    Some(name) => drop(broken.insert(name.value.clone())),
                    None => nameless = true,
                },
            }
        }
    }
    (operations, broken, nameless)
}

/// A credential for a placeholder that no path has would never be sent.
fn unused_path_secret(
    entry: &Consumes<'_>,
    path_secret: Option<(&str, &[Expr])>,
    context: &mut Context<'_>,
) {
    let (Some((name, _)), Some(authentication)) = (path_secret, &entry.authentication) else {
        return;
    };
    let operations = entry.resources.iter().flat_map(|resource| &resource.operations);
    let paths = entry.resources.iter().map(|resource| &resource.path);
    let mut texts = paths.chain(operations.map(|operation| &operation.path)).flatten();
    let has_it = |text: &Text| visible::placeholders(&text.value).any(|other| other == name);
    if !entry.base_uri.iter().any(has_it) && !texts.any(has_it) {
        let message =
            format!("no path has the placeholder `{{{name}}}`, which the credential fills");
        context.report(Finding::new(Code::AuthIncomplete, authentication.span, message).help(
            format!("write `{{{name}}}` in the base URI or the paths, or another `placement`"),
        ));
    }
}

fn path_pairs<'e>(entry: &'e Consumes<'_>) -> impl Iterator<Item = (&'e str, &'e str)> {
    entry.resources.iter().flat_map(|resource| {
        let path = resource.path.as_ref().map_or("", |path| path.value.as_str());
        let operations = resource.operations.iter();
        operations
            .filter_map(move |operation| Some((path, operation.path.as_ref()?.value.as_str())))
    })
}

/// R24: resource names are never used, so nothing is asked of them.
fn resource_names(entry: &Consumes<'_>, context: &mut Context<'_>) {
    let mut seen: HashSet<&str> = HashSet::new();
    for resource in &entry.resources {
        let problem = match &resource.name {
            None => Some((resource.span, "a resource has no name".to_owned())),
            Some(name) => {
                let kebab = name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                let repeated = !seen.insert(&name.value);
                (!kebab || repeated || name.value.is_empty()).then(|| {
                    (name.span, format!("the resource name `{}` is only a label", name.value))
                })
            }
        };
        if let Some((span, message)) = problem {
            context.report(Finding::new(Code::ResourceName, span, message));
        }
    }
}

/// R26: the later of two equal operations is dropped; different ones stay, and may not be called.
fn duplicate_operations(
    upstreams: &mut [LoweredUpstream<OperationBuilder>],
    context: &mut Context<'_>,
) {
    let mut first: HashMap<(String, String), HashSet<String>> = HashMap::new();
    for LoweredUpstream { upstream, operations, .. } in upstreams {
        let base = format!("{:?}", upstream.base_uri);
        operations.retain(|builder| {
            let operation = &builder.operation;
            let target = format!(
                "{base} {} {} {:?}",
                operation.method, operation.template, operation.fixed_query
            );
            let key = (upstream.namespace.clone(), operation.name.clone());
            let earlier = first.entry(key).or_default();
            if !earlier.is_empty() {
                duplicate_operation(&upstream.namespace, builder, context);
            }
            earlier.insert(target)
        });
    }
}

fn duplicate_operation(namespace: &str, builder: &OperationBuilder, context: &mut Context<'_>) {
    let name = &builder.operation.name;
    context.report(
        Finding::new(
            Code::DuplicateOperation,
            builder.span,
            format!("`{namespace}` has an operation `{name}` already"),
        )
        .help("give it a name of its own; a call cannot tell the two apart"),
    );
}
