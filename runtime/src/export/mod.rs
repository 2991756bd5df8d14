//! Traces and metrics for a collector, over OTLP. What is sent, and how, is there with the feature
//! `otlp` only; whether somebody wants it is known without.

#[cfg(not(feature = "otlp"))]
mod absent;
#[cfg(feature = "otlp")]
mod collector;
#[cfg(feature = "otlp")]
mod encode;
#[cfg(feature = "otlp")]
mod exporter;
#[cfg(feature = "otlp")]
mod pipeline;
#[cfg(feature = "otlp")]
mod resource;

#[cfg(not(feature = "otlp"))]
pub(crate) use self::absent::Exporter;
#[cfg(feature = "otlp")]
pub(crate) use self::exporter::Exporter;
