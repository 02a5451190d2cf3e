export const id = 3675;
export const ids = [3675];
export const modules = {

/***/ 3675:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  endUnfinishedTrials: () => (/* binding */ endUnfinishedTrials)
});
var _end2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5282);
var _launch_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(564);


// src/rollout/execute/trial/end-in-post.ts
const SEARCHES = 12;
async function endUnfinishedTrials(context, launches) {
	const found = await Promise.all(launches.map(async (each) => each.instance ?? (await (0,_launch_js__WEBPACK_IMPORTED_MODULE_1__.t)(context, each, SEARCHES))?.instance));
	await (0,_end2_js__WEBPACK_IMPORTED_MODULE_0__.t)(context, [...new Set(found.flatMap((id) => id ?? []))]);
}



/***/ }),

/***/ 5282:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ endTrials)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


// src/rollout/execute/trial/end.ts
const GONE_WITHIN = 6e5;
const PAUSE = 5e3;
async function endTrials(context, instances, { hasSuccessor } = { hasSuccessor: false }) {
	const { clock, emit, stop } = context;
	if (instances.length === 0) return;
	const { reads, writes } = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.A)(context, "finalSteps");
	emit({
		type: "trial",
		at: clock.now(),
		trial: {
			did: "ending",
			instances
		}
	});
	const until = clock.now() + GONE_WITHIN;
	let left = instances;
	let problem;
	do {
		problem = await sent(left, writes.endTrial);
		if (problem?.kind === "denied") break;
		const seen = await reads.ec2Instances(left).catch((thrown) => {
			problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Wn)(thrown);
			return /* @__PURE__ */ new Map();
		});
		left = left.filter((id) => seen.get(id)?.state !== "terminated");
		if (left.length === 0) return emit({
			type: "trial",
			at: clock.now(),
			trial: {
				did: "ended",
				instances
			}
		});
		if (stop.aborted) break;
		await clock.sleep(PAUSE, stop);
	} while (clock.now() < until);
	if (stop.aborted && hasSuccessor) return;
	const command = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.gt)(left);
	const trial = {
		did: "left",
		instances: left,
		command,
		...problem && { problem }
	};
	emit({
		type: "trial",
		at: clock.now(),
		trial
	});
}
async function sent(instances, endTrial) {
	return (await Promise.all(instances.map((id) => endTrial(id).then(() => void 0, _action_js__WEBPACK_IMPORTED_MODULE_1__.Wn)))).find((each) => each !== void 0);
}



/***/ }),

/***/ 564:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ launch),
  t: () => (/* binding */ findLaunch)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


// src/rollout/execute/trial/launch.ts
const MOST_TRIES = 8;
const SEARCHES = 5;
const SEARCH_PAUSE = 2500;
async function launch(context, { owner, version, types, subnets, of }) {
	const { emit, clock, stop } = context;
	let left = placesFor(types, subnets);
	for (let tried = 1;; tried++) {
		const [place = {}, ...others] = left;
		if (stop.aborted) return {
			code: "cancelled",
			signal: String(stop.reason)
		};
		const request = {
			owner,
			template: version.id,
			version: version.version,
			place
		};
		const named = {
			launch: request,
			...of !== void 0 && { of }
		};
		emit({
			type: "trial",
			at: clock.now(),
			trial: {
				did: "launching",
				...named
			}
		});
		const made = await context.writes.launchTrial({
			owner,
			version,
			place
		}).catch(_action_js__WEBPACK_IMPORTED_MODULE_1__.Wn);
		const launched = "instance" in made ? made : (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Dt)(made) ? await findLaunch(context, request, SEARCHES) : void 0;
		if (launched) {
			const trial = {
				did: "launched",
				...named,
				launch: {
					...request,
					instance: launched.instance
				},
				...launched
			};
			emit({
				type: "trial",
				at: clock.now(),
				trial
			});
			return launched;
		}
		if ("instance" in made) return made;
		const scope = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.d)(made);
		left = scope === void 0 ? [] : others.filter((other) => mayHelp(other, place, scope));
		const isLast = left.length === 0 || tried >= MOST_TRIES;
		if (scope === void 0) {
			if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Dt)(made)) emit({
				type: "trial",
				at: clock.now(),
				trial: {
					did: "not-launched",
					place,
					problem: made
				}
			});
			return failureOf(made);
		}
		emit({
			type: "trial",
			at: clock.now(),
			trial: {
				did: "no-room",
				place,
				problem: made,
				isLast
			}
		});
		if (isLast) return {
			code: "trial",
			reason: "no-room",
			problem: made,
			places: tried
		};
	}
}
const mayHelp = (other, full, scope) => scope === "zone" || scope === "family" && other.type !== full.type;
const failureOf = (problem) => problem.kind === "rejected" || problem.kind === "missing" ? {
	code: "trial",
	reason: "not-launched",
	problem
} : (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.$)(problem);
function placesFor(types, subnets) {
	const all = subnets.length > 0 ? subnets.map((subnet) => ({ subnet })) : [{}];
	return types.length > 0 ? types.flatMap((type) => all.map((place) => ({
		...place,
		type
	}))) : all;
}
async function findLaunch({ reads, clock, stop }, { owner, template, version }, searches) {
	for (let search = 1;; search++) {
		const ours = (await reads.trialInstances(owner.group).catch(notListed)).find((each) => each.run === owner.run && each.attempt === owner.attempt && each.template === template && each.version === version);
		if (ours) return {
			instance: ours.instance,
			isSpot: false
		};
		if (search >= searches || stop.aborted) return void 0;
		await clock.sleep(SEARCH_PAUSE, stop);
	}
}
const notListed = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Wn)(thrown);
	return [];
};



/***/ })

};
