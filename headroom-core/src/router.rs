//! Which compressor gets which payload.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::detect::{Segment, StructuralDetector, segments};
use crate::{Compressor, ContentType, Detection, Detector, Hints, Span};

/// Finds what each payload is and hands it to a compressor that understands it.
///
/// Registration is visible: a router does what was registered with it. Later registrations come
/// first, so that a host's own detector or compressor is asked before ours.
#[derive(Clone, Debug, Default)]
pub struct ContentRouter {
    detectors: Vec<Arc<dyn Detector>>,
    compressors: Vec<Arc<dyn Compressor>>,
    routes: BTreeMap<ContentType, &'static str>,
    structural: bool,
}

impl ContentRouter {
    /// A router that knows the formats of the core ([`StructuralDetector`]) and no compressor.
    #[must_use]
    pub fn new() -> Self {
        Self { structural: true, ..Self::default() }
    }

    /// A router that recognises nothing but what its registered detectors do.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds a detector, asked before those registered so far.
    #[must_use]
    pub fn detector(mut self, detector: impl Detector + 'static) -> Self {
        self.detectors.push(Arc::new(detector));
        self
    }

    /// Adds a compressor, preferred to those registered so far for the types that it accepts.
    #[must_use]
    pub fn compressor(mut self, compressor: impl Compressor + 'static) -> Self {
        self.compressors.push(Arc::new(compressor));
        self
    }

    /// Sends a content type to the compressor of this name, whatever others accept.
    #[must_use]
    pub fn route(mut self, content_type: ContentType, compressor: &'static str) -> Self {
        self.routes.insert(content_type, compressor);
        self
    }

    /// What the text is as a whole.
    #[must_use]
    pub fn detect(&self, text: &str, hints: &Hints<'_>) -> Option<Detection> {
        let registered = self.detectors.iter().rev().find_map(|d| d.detect(text, hints));
        registered.or_else(|| StructuralDetector.detect(text, hints).filter(|_| self.structural))
    }

    /// The parts of the text that are recognised, sorted and disjoint: one, if the whole is of one
    /// type; what stands between the parts is left as it is.
    #[must_use]
    pub fn segments(&self, text: &str, hints: &Hints<'_>) -> Vec<Segment> {
        let registered = self.detectors.iter().rev().find_map(|d| d.detect(text, hints));
        match registered {
            Some(detection) => vec![Segment { span: Span::whole(text), detection }],
            None if self.structural => segments(text, hints),
            None => Vec::new(),
        }
    }

    /// The compressor for a content type.
    #[must_use]
    pub fn compressor_for(&self, content_type: ContentType) -> Option<&dyn Compressor> {
        let named = self.routes.get(&content_type);
        let fits = |compressor: &&Arc<dyn Compressor>| match named {
            Some(name) => compressor.name() == *name,
            None => compressor.accepts().contains(&content_type),
        };
        self.compressors.iter().rev().find(fits).map(|compressor| &**compressor)
    }

    /// The registered compressors, in the order of registration.
    pub fn compressors(&self) -> impl Iterator<Item = &dyn Compressor> {
        self.compressors.iter().map(|compressor| &**compressor)
    }
}
