//! `strategy.blueGreen`.

use super::analysis::{Templates, Within};
use super::{Aspect, DELAY_S, FOR_EVER_S, Findings, Judged, MOST_INSTANCES, Note, Plan, Table};
use serde_json::json;

pub(super) fn read(mut table: Table<'_>, templates: &mut Templates<'_>, findings: &mut Findings) -> Plan {
    const LONGEST_S: u32 = FOR_EVER_S as u32;
    let auto_promotion = table.flag("autoPromotionEnabled", true, findings);
    let promotion_s = table.whole("autoPromotionSeconds", 0, (0, LONGEST_S), "s", findings);
    let preview_instances =
        table.whole_or_none("previewReplicaCount", (0, MOST_INSTANCES), "instances", findings).unwrap_or(0);
    let keeps = table.is_left_out("scaleDownDelaySeconds");
    let delay_s = table.whole("scaleDownDelaySeconds", DELAY_S, (0, LONGEST_S), "s", findings);
    let abort_s = match table.whole("abortScaleDownDelaySeconds", DELAY_S, (0, LONGEST_S), "s", findings) {
        0 => FOR_EVER_S,
        seconds => f64::from(seconds),
    };
    let before = templates.read(&mut table, "prePromotionAnalysis", Within::Preview, findings);
    let after = templates.read(&mut table, "postPromotionAnalysis", Within::Steps, findings);
    let judged = Judged::by([&before, &after]);
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    table.not_modelled(
        &[("antiAffinity", Aspect::Placement), ("scaleDownDelayRevisionLimit", Aspect::History)],
        findings,
    );
    if !auto_promotion {
        findings.notes.push(Note::AwaitsPromotion(vec![table.path_of("autoPromotionEnabled")]));
    }
    table.rest(&["maxUnavailable", "activeService", "previewService", "activeMetadata", "previewMetadata"], findings);
    let preview_s = (f64::from(promotion_s) + before.length_s).min(FOR_EVER_S);
    // One that is not understood is not simulated: nothing lasts as long as it would.
    let analysed_s = if after.name.is_some() { after.length_s } else { 0.0 };
    Plan {
        strategy: json!({
            "kind": "blue-green",
            "blue_green": {
                "preview_s": preview_s,
                "preview_instances": preview_instances,
                "auto_promotion": auto_promotion,
                "scale_down_delay_s": delay_s,
                "abort_scale_down_delay_s": abort_s,
                // Without a delay of its own the old fleet is kept while it is analysed.
                "keep_while_analysed": keeps && after.name.is_some(),
                "analysis_after": after.name.unwrap_or_default(),
            },
        }),
        pauses_s: preview_s + analysed_s.max(f64::from(delay_s)),
        judged,
    }
}
