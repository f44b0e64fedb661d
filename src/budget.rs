//! Conversations within a budget.

use headroom_compressors::{Digest, IntelligentContext};
use headroom_core::document::{ANTHROPIC, BEDROCK};
use headroom_core::{CacheCost, CannotFit, Compressed, Document, Past, Trim};

use crate::error::Error;
use crate::headroom::{CallOptions, Headroom, of_body};

/// What a cache costs where nothing else is said: markers have entries written that live for five
/// minutes, at a price; elsewhere writing is free.
fn default_cost(document: &Document<'_>) -> CacheCost {
    let marked = matches!(document.dialect(), Some(ANTHROPIC | BEDROCK));
    CacheCost { read: 0.1, write: if marked { 1.25 } else { 1.0 } }
}

impl Headroom {
    /// Compresses a request so that its texts have `budget` tokens at most: what
    /// [`Headroom::compress`] does, and where that is not enough, past outputs are masked, those first
    /// that will be missed least. What the user and the model said, calls and the last outputs stay.
    ///
    /// What was masked for one request of a conversation stays masked in the next, as long as the budget
    /// is the same.
    ///
    /// # Errors
    ///
    /// [`Error::CannotFit`] if the request would still be larger: what may not be masked is too much, a
    /// signed thinking block stands after it, or there is no store that takes the originals.
    /// [`Error::Document`] if the body is no JSON object or array.
    pub fn trim_to_budget<'a>(
        &self,
        body: &'a str,
        budget: usize,
    ) -> Result<Compressed<'a>, Error> {
        let document = self.document(body)?;
        let trim = trim(budget, default_cost(&document), true);
        let (pipeline, zone) = (&self.parts().pipeline, &self.parts().zone);
        let plan = pipeline.plan_trimmed(&document, zone, &trim, &|| false);
        let sent = of_body(body, self.settle(plan.ok_or(Error::Cancelled)?));
        let tokens = pipeline.tokens(&self.document(&sent.body)?);
        if tokens > budget { Err(CannotFit::new(tokens, budget).into()) } else { Ok(sent) }
    }

    /// What happened in a conversation so far, as data for the host: files touched, commands with their last
    /// result, errors that are still open, what the user said. Nothing of it is put into a request.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if the body is no JSON object or array.
    pub fn digest(&self, body: &str) -> Result<Digest, Error> {
        let document = self.document(body)?;
        let digest = |past: &Past<'_>| IntelligentContext::new().digest(past);
        Ok(self.parts().pipeline.look_back(&document, digest))
    }

    /// How the conversation of a call is kept within its budget, if it has one and there is a store.
    pub(crate) fn trim(&self, document: &Document<'_>, options: &CallOptions<'_>) -> Option<Trim> {
        self.parts().store.as_ref()?;
        let cost = options.cache.unwrap_or_else(|| default_cost(document));
        Some(trim(options.budget?, cost, false))
    }
}

fn trim(budget: usize, cost: CacheCost, must_fit: bool) -> Trim {
    Trim { budget, cost, must_fit, trimmer: std::sync::Arc::new(IntelligentContext::new()) }
}
