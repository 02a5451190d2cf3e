export const id = 7979;
export const ids = [7979];
export const modules = {

/***/ 3162:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ readTemplate)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);

// src/rollout/survey/group-templates.ts
async function readTemplate(named, { reads, ask }) {
	const [template, saved] = await Promise.all([ask(reads.template(named.id)), ask(reads.version(named.id, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.un)(named.version)))]);
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.P)(named, {
		template,
		saved
	});
}



/***/ }),

/***/ 7979:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  watchOther: () => (/* binding */ watchOther)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);
var _group_templates_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3162);



// src/rollout/watch-other/end.ts
async function watchToEnd(context, watched) {
	const { operation, settings } = watched;
	context.emit({
		type: "underway",
		at: context.clock.now(),
		operation,
		settings,
		how: "watched"
	});
	const { verdict, watchState } = await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.v)(context, operation, settings);
	if (verdict.type === "fail") return failedWatch(context, watched, {
		failure: verdict.failure,
		watchState
	});
	const versions = await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.j)((0,_action_js__WEBPACK_IMPORTED_MODULE_1__.D)(context, "finalSteps"), operation);
	return versions.length === 0 ? (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.d)(context, {
		operation,
		settings,
		watched: watchState
	}) : failedWatch(context, watched, {
		failure: {
			code: "aws-failed",
			reason: "version-gone",
			versions
		},
		watchState
	});
}
async function failedWatch(context, watched, end) {
	const { operation, settings, isReversible } = watched;
	const { failure: first, watchState } = end;
	const isOver = first.code === "cancelled" || first.code === "handed-over" || (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.Q)(first);
	if (!isOver) await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.S)(context, operation, {
		failure: first,
		watched: watchState
	});
	const rollback = isOver ? _rollout_js__WEBPACK_IMPORTED_MODULE_0__.p : await rollbackByAws(context, watched, end);
	const failure = handedOver(first, rollback);
	const ended = {
		rollout: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.st)(operation),
		operation,
		settings,
		isReversible
	};
	const reads = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.Q)(failure) ? context.reads : (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.D)(context, "finalSteps");
	const now = await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.M)(reads, ended);
	const byHand = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.A)(ended, rollback.failure ?? failure, now);
	return {
		type: failure.code === "cancelled" ? "cancelled" : "failed",
		failure,
		rollback,
		fleetStatus: {
			...now,
			byHand
		},
		replaced: operation.type === "verify-only" ? 0 : watchState.reached
	};
}
async function rollbackByAws(context, { operation, settings }, { watchState }) {
	const status = watchState.last?.refresh?.status;
	if (operation.type !== "refresh" || status === void 0 || !(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Tn)(status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Nn)(status)) return _rollout_js__WEBPACK_IMPORTED_MODULE_0__.p;
	const result = await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.g)(context, {
		settings,
		whenSent: () => {}
	}, (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.ot)(operation));
	return result.failure?.code === "cancelled" ? _rollout_js__WEBPACK_IMPORTED_MODULE_0__.p : result;
}
function handedOver(failure, { failure: ending }) {
	if (ending?.code !== "handed-over") return failure;
	return {
		...ending,
		original: {
			code: failure.code,
			sentence: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.lt)(failure).sentence
		}
	};
}
function cancelledBefore({ stop }, { group, templates }) {
	const saved = { templates: (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.N)(templates).map((each) => each.saved) };
	return {
		type: "cancelled",
		failure: {
			code: "cancelled",
			signal: String(stop.reason)
		},
		rollback: _rollout_js__WEBPACK_IMPORTED_MODULE_0__.p,
		fleetStatus: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.et)((0,_action_js__WEBPACK_IMPORTED_MODULE_1__.gt)(group.instances, saved, { scaleInProtectedInstances: "Wait" }), true),
		replaced: 0
	};
}
// src/rollout/watch-other/find-refresh.ts
const RECENT = 9e5;
const SEARCH = 6e4;
const PAUSE = 1e4;
const activeIn = (refreshes) => refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.En)(status));
async function askAgain(context, { name }) {
	const { clock, stop } = context;
	const reads = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.D)(context, "survey");
	for (const until = clock.now() + SEARCH; clock.now() < until && !stop.aborted;) {
		await clock.sleep(PAUSE, stop);
		const refreshes = await reads.refreshes(name).catch(unread);
		if (activeIn(refreshes)) return;
	}
}
const unread = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Wn)(thrown);
	return [];
};
function refreshToWatch(refreshes, since) {
	const active = activeIn(refreshes);
	if (active) return {
		type: "active",
		refresh: active
	};
	const [newest] = refreshes;
	if (newest === void 0) return { type: "none" };
	return newest.ended !== void 0 && since - newest.ended <= RECENT || !(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.In)(newest.status) ? {
		type: "ended",
		refresh: newest
	} : {
		type: "none",
		newest
	};
}
// src/rollout/watch-other/operation.ts
const HOUR = 36e5;
function watchCase({ survey, watched, revisions }, asked) {
	const { group, targets, targetGroups, launchEnvironment } = survey;
	const refresh = watched.type === "none" ? void 0 : watched.refresh;
	const preferences = preferencesOf(refresh?.preferences ?? {}, group);
	const waits = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.H)(launchEnvironment, targetGroups);
	const { covered } = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.gt)(group.instances, revisions.to, preferences);
	const { longest } = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.G)(covered, group, {
		preferences,
		waits
	});
	const timeout = asked.timeout === "auto" ? Math.max(HOUR, 2 * longest) : asked.timeout;
	const unjudged = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.pt)(targetGroups, targets);
	const base = {
		group: group.name,
		...group.mixed && { mixed: true },
		from: revisions.from,
		to: revisions.to,
		isRollback: false,
		targetGroups: group.targetGroups,
		unjudged,
		hadInstances: group.desired > 0 || group.instances.some(_action_js__WEBPACK_IMPORTED_MODULE_1__.bt),
		baseline: watched.type === "ended" ? group.desired : (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.n)(group, {
			targets,
			unjudged
		}),
		deadline: group.at + timeout
	};
	return {
		operation: refresh ? {
			...base,
			type: "refresh",
			refreshId: refresh.id,
			began: refresh.began ?? group.at
		} : {
			...base,
			type: "verify-only",
			began: group.at
		},
		settings: {
			...limitsOf(asked, preferences),
			preferences,
			waits,
			timeout
		},
		isReversible: refresh !== void 0 && isReversible(refresh, group)
	};
}
function limitsOf(asked, preferences) {
	const { targetHealthTimeout, maxLaunchFailures, pollInterval, handOver, verify, run, attempt } = asked;
	const within = (pause) => verify?.timeout ?? Math.max(UNDISTURBED, pause - 2 * pollInterval - 15e3);
	return {
		targetHealthTimeout,
		maxLaunchFailures,
		pollInterval,
		run,
		attempt,
		failedVersion: "keep",
		onFailure: "leave",
		onCancel: "leave",
		...handOver !== void 0 && { handOver },
		...verify && { verify: {
			checkpoint: within(preferences.checkpointDelay),
			bake: within(preferences.bakeTime)
		} }
	};
}
const UNDISTURBED = 3e5;
const preferencesOf = (given, group) => ({
	minHealthyPercentage: group.maintenance?.minHealthyPercentage ?? 90,
	maxHealthyPercentage: group.maintenance?.maxHealthyPercentage ?? 100,
	instanceWarmup: group.defaultInstanceWarmup ?? group.healthCheckGracePeriod,
	bakeTime: 0,
	skipMatching: false,
	autoRollback: false,
	scaleInProtectedInstances: "Wait",
	standbyInstances: "Wait",
	checkpoints: [],
	checkpointDelay: 0,
	alarms: [],
	...given
});
const isReversible = ({ to }, { templates }) => to !== void 0 && templates.every(({ version }) => /^\d+$/.test(version));
// src/rollout/watch-other/revisions.ts
async function readRevisions(asking, { group, templates }, refresh) {
	const saved = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.N)(templates).map((each) => each.saved);
	const named = refresh?.to ?? saved.map(({ id, version }) => ({
		template: id,
		version: String(version)
	}));
	const read = await Promise.all(named.map(({ template, version }) => readVersion(asking, template, version)));
	const to = read.flatMap((each) => each ?? []);
	const findings = named.flatMap(({ template, version }, i) => read[i] ? [] : [gone(template, version)]);
	return {
		from: { templates: (await Promise.all(to.map((each) => versionBefore(asking, each, {
			group,
			saved: saved.find(({ id }) => id === each.id)
		})))).flatMap((each) => each ?? []) },
		to: { templates: to },
		findings
	};
}
async function readVersion({ reads, ask }, id, spec) {
	const found = await ask(reads.version(id, (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.un)(spec)));
	if (!found) return void 0;
	const { name, version } = found;
	return {
		id,
		name,
		version,
		image: (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.y)(found) !== void 0 ? await ask(reads.imageMeant(id, version)) ?? "" : found.image
	};
}
async function versionBefore(asking, { id, version }, { group, saved }) {
	const others = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.tt)(group.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_1__.Jt)).flatMap(({ template }) => template?.id === id && template.version !== version ? [template.version] : []);
	const before = saved && saved.version !== version ? saved.version : others[0];
	return before === void 0 ? void 0 : readVersion(asking, id, String(before));
}
const gone = (template, version) => ({
	level: "error",
	rule: "version-missing",
	says: `The instance refresh leads to version ${version} of the launch template ${template}, which could not be read or does not exist: what its instances should run is not known.`,
	remedy: "See what the refresh launches, and let it lead to a version that exists."
});
// src/rollout/watch-other/survey.ts
async function surveyToWatch(context, settings) {
	const reads = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.D)(context, "survey");
	const { ask, problems } = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Un)();
	const group = await ask(reads.group(settings.group));
	const nothing = {
		..._action_js__WEBPACK_IMPORTED_MODULE_1__.o,
		images: [],
		uses: [],
		alarms: /* @__PURE__ */ new Map(),
		refreshes: [],
		templates: []
	};
	if (!group) return {
		...nothing,
		problems
	};
	const [refreshes = [], templates, targets, targetGroups = [], launchEnvironment, watch, warmPool = []] = await Promise.all([
		ask(reads.refreshes(group.name)),
		Promise.all(distinctTemplates(group).map((named) => (0,_group_templates_js__WEBPACK_IMPORTED_MODULE_2__.t)(named, {
			reads,
			ask
		}))),
		Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
		group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : void 0,
		(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.l)(reads, group, []),
		(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.c)({
			reads,
			ask,
			settings
		}, group),
		group.hasWarmPool ? ask(reads.warmPool(group.name)) : void 0
	]);
	return {
		...nothing,
		group,
		refreshes,
		templates,
		targets: targets.flatMap((each) => each ?? []),
		targetGroups,
		launchEnvironment,
		warmPool,
		problems: [...problems, ...watch.blocking]
	};
}
const distinctTemplates = ({ templates }) => templates.filter((each, i) => templates.findIndex(({ id }) => id === each.id) === i);
// src/rollout/watch-other/watch-other.ts
async function watchOther(context, settings) {
	const { clock, emit, stop } = context;
	const read = async () => {
		const survey = await surveyToWatch(context, settings);
		emit({
			type: "surveyed",
			at: clock.now(),
			survey,
			settings
		});
		return survey;
	};
	const first = await read();
	const refused = (survey, more = []) => {
		const findings = [...findingsIn(survey, settings), ...more];
		return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.l)({
			code: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.k)(survey, settings),
			findings,
			fleetStatus: _rollout_js__WEBPACK_IMPORTED_MODULE_0__.N
		}, void 0, stop);
	};
	if (!isWatchable(first, settings)) return refused(first);
	const since = first.group.at;
	const isFound = activeIn(first.refreshes) !== void 0;
	if (!isFound) {
		const [newest] = first.refreshes;
		emit({
			type: "watching",
			at: clock.now(),
			search: {
				did: "asking-again",
				...newest && { newest }
			}
		});
		await askAgain(context, first.group);
		if (stop.aborted) return cancelledBefore(context, first);
	}
	const survey = isFound ? first : await read();
	if (!isWatchable(survey, settings)) return refused(survey);
	const watched = refreshToWatch(survey.refreshes, since);
	const { ask, problems } = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Un)();
	const revisions = await readRevisions({
		reads: (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.D)(context, "survey"),
		ask
	}, survey, watched.type === "none" ? void 0 : watched.refresh);
	if (problems.length > 0 || revisions.findings.length > 0) return refused({
		...survey,
		problems
	}, problems.length > 0 ? [] : revisions.findings);
	emit({
		type: "watching",
		at: clock.now(),
		search: {
			did: "found",
			watched
		}
	});
	return watchToEnd(context, watchCase({
		survey,
		watched,
		revisions
	}, settings));
}
const findingsIn = (survey, settings) => [
	..._rollout_js__WEBPACK_IMPORTED_MODULE_0__.D,
	..._rollout_js__WEBPACK_IMPORTED_MODULE_0__.E,
	..._rollout_js__WEBPACK_IMPORTED_MODULE_0__.w,
	..._rollout_js__WEBPACK_IMPORTED_MODULE_0__.T
].flatMap((rule) => rule(survey, settings));
const isWatchable = (survey, settings) => survey.group !== void 0 && findingsIn(survey, settings).every(({ level }) => level !== "error");



/***/ })

};
