export const id = 4018;
export const ids = [4018];
export const modules = {

/***/ 4018:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  planOnly: () => (/* binding */ planOnly),
  run: () => (/* binding */ run)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


// src/rollout/run.ts
const LONGEST_WAIT = 216e5;
const MOST_REPLANS = 3;
async function run(context, settings, first) {
	let attempt = begin(context, settings);
	for (let found = first;; found = await (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.s)(context, settings, attempt.aliasTag)) {
		const next = planOf(context, settings, found);
		if (attempt.overtaken && !isConflict(next)) return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.c)(context, attempt.overtaken);
		if (next.action === "refuse") return attempt.left ? (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.u)(context, next, attempt.left) : (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.l)(next, attempt, context.stop);
		if (attempt.left) await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.o)(context, attempt.left, next);
		const end = isConflict(next) ? {
			type: "conflict",
			conflict: next
		} : await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.i)(context, next, attempt.tried);
		if (end.type === "done") {
			await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.a)(context, next, end.outcome);
			return end.outcome;
		}
		if (end.type === "overtaken" || end.type === "outdated") {
			const replans = end.type === "outdated" ? attempt.replans + 1 : attempt.replans;
			if (replans > MOST_REPLANS) return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.c)(context, end);
			attempt = {
				...attempt,
				...end.type === "overtaken" && { overtaken: end },
				left: end,
				aliasTag: (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.rn)(end.plan.group).aliasTag ?? attempt.aliasTag,
				tried: end.tried,
				replans
			};
			continue;
		}
		const resolved = await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.r)(context, end.conflict, {
			pause: settings.pollInterval,
			...attempt.timeout
		});
		if (typeof resolved !== "string") return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.f)(context, {
			failure: resolved,
			attempt,
			settings
		});
		const { overtaken: _, ...kept } = attempt;
		attempt = {
			...kept,
			hasCancelled: attempt.hasCancelled || resolved === "cancelled"
		};
	}
}
function begin({ clock }, { timeout }) {
	const limit = timeout === "auto" ? LONGEST_WAIT : timeout;
	return {
		timeout: {
			limit,
			until: clock.now() + limit
		},
		hasCancelled: false,
		aliasTag: "",
		tried: _rollout_js__WEBPACK_IMPORTED_MODULE_0__.b,
		replans: 0
	};
}
const isConflict = (of) => of.action === "wait" || of.action === "replace";
async function planOnly(context, settings, found) {
	const decided = planOf(context, settings, found);
	if (decided.action === "refuse") return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.l)(decided);
	if ("settings" in decided && decided.steps.some(({ type }) => type === "delete-old-versions")) {
		const { previewCleanUp } = await __webpack_require__.e(/* import() */ 8994).then(__webpack_require__.bind(__webpack_require__, 8994));
		await previewCleanUp({
			...context,
			reads: (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.D)(context, "survey")
		}, decided);
	}
	return {
		type: "planned",
		fleetStatus: decided.fleetStatus
	};
}
function planOf(context, settings, found) {
	context.emit({
		type: "surveyed",
		at: context.clock.now(),
		survey: found,
		settings
	});
	const decided = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.t)(found, settings);
	context.emit({
		type: "planned",
		at: context.clock.now(),
		plan: decided
	});
	return decided;
}



/***/ })

};
