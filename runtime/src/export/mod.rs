//! Traces and metrics for a collector, over OTLP. The sending itself needs the feature `otlp`; whether somebody
//! asks for it is known without.

#[cfg(feature = "otlp")]
mod collector;
#[cfg(feature = "otlp")]
mod encode;
#[cfg(feature = "otlp")]
mod exporter;
#[cfg(feature = "otlp")]
mod headers;
#[cfg(feature = "otlp")]
mod pipeline;
#[cfg(feature = "otlp")]
mod resource;
#[cfg(not(feature = "otlp"))]
mod without_otlp;

#[cfg(feature = "otlp")]
pub(crate) use self::exporter::Exporter;
#[cfg(not(feature = "otlp"))]
pub(crate) use self::without_otlp::Exporter;
