//! Conversations within a budget.

use headroom_compressors::IntelligentContext;
use headroom_core::{CacheCost, CannotFit, Compressed, Trim};

use crate::error::Error;
use crate::headroom::{CallOptions, Headroom, of_body};

/// Entries that live for five minutes.
const CACHE: CacheCost = CacheCost { read: 0.1, write: 1.25 };

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
    pub fn trim_to_budget<'a>(&self, body: &'a str, budget: usize) -> Result<Compressed<'a>, Error> {
        let trim = trim(budget, CACHE, true);
        let document = self.document(body)?;
        let (pipeline, zone) = (&self.parts().pipeline, &self.parts().zone);
        let plan = pipeline.plan_trimmed(&document, zone, &trim, &|| false);
        let sent = of_body(body, self.settle(&plan.ok_or(Error::Cancelled)?));
        let tokens = pipeline.tokens(&self.document(&sent.body)?);
        if tokens > budget { Err(CannotFit::new(tokens, budget).into()) } else { Ok(sent) }
    }

    /// How the conversation of a call is kept within its budget, if it has one and there is a store.
    pub(crate) fn trim(&self, options: &CallOptions<'_>) -> Option<Trim> {
        self.parts().store.as_ref()?;
        Some(trim(options.budget?, options.cache.unwrap_or(CACHE), false))
    }
}

fn trim(budget: usize, cost: CacheCost, must_fit: bool) -> Trim {
    Trim { budget, cost, must_fit, trimmer: std::sync::Arc::new(IntelligentContext::new()) }
}
