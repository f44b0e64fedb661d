//! The configuration's rules for tools, as the core's policy.

use globset::{Glob, GlobMatcher};
use headroom_core::{Hints, Level, Policy, Treatment};

use crate::config::{Config, ToolRule, ToolTreatment};
use crate::error::ConfigError;

/// Treats each block by the first rule that fits its tool's name.
#[derive(Debug)]
pub(crate) struct ToolPolicy {
    rules: Vec<(GlobMatcher, ToolRule)>,
    level: Level,
    floor: usize,
    has_store: bool,
}

impl ToolPolicy {
    pub(crate) fn new(config: &Config, has_store: bool) -> Result<Self, ConfigError> {
        let rules = config.tools.iter().map(|rule| {
            let glob = Glob::new(&rule.tool).map_err(|error| ConfigError::Glob {
                glob: rule.tool.clone(),
                reason: error.kind().to_string(),
            })?;
            Ok((glob.compile_matcher(), rule.clone()))
        });
        let rules = rules.collect::<Result<_, _>>()?;
        Ok(Self { rules, level: config.level, floor: config.floor, has_store })
    }

    fn level(&self, treatment: ToolTreatment) -> Option<Level> {
        let level = match treatment {
            ToolTreatment::Default => self.level,
            ToolTreatment::Verbatim => return None,
            ToolTreatment::Lossless => Level::Lossless,
            ToolTreatment::Balanced => Level::Balanced,
            ToolTreatment::Aggressive => Level::Aggressive,
        };
        Some(if self.has_store { level } else { Level::Lossless })
    }
}

impl Policy for ToolPolicy {
    fn treat(&self, hints: &Hints<'_>) -> Treatment {
        let tool = hints.tool.unwrap_or_default();
        let rule = self.rules.iter().find(|(glob, _)| glob.is_match(tool)).map(|(_, rule)| rule);
        Treatment {
            level: self.level(rule.map_or(ToolTreatment::Default, |rule| rule.treatment)),
            floor: rule.and_then(|rule| rule.floor).unwrap_or(self.floor),
        }
    }
}
