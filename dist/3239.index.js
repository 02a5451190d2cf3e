export const id = 3239;
export const ids = [3239];
export const modules = {

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



/***/ }),

/***/ 3239:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  runTrial: () => (/* binding */ runTrial)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _rollout_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2330);
var _end2_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5282);
var _launch_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(564);




// src/rollout/execute/trial/evaluate.ts
function evaluateTrial(id, { ec2Instance, checks }, wasImpaired) {
	const state = ec2Instance?.state;
	if (state !== "running") {
		const known = {
			id,
			facts: [(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.V)(ec2Instance)]
		};
		return state === void 0 || state === "pending" ? {
			type: "wait",
			known,
			isImpaired: false
		} : {
			type: "failed",
			failure: {
				code: "trial",
				reason: "ended",
				known: [known]
			}
		};
	}
	const known = {
		id,
		facts: [(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.V)(ec2Instance), (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.B)(checks)]
	};
	if (!checks || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.it)(checks)) return checks && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ot)(checks) ? {
		type: "ready",
		known
	} : {
		type: "wait",
		known,
		isImpaired: false
	};
	return wasImpaired ? {
		type: "failed",
		failure: {
			code: "trial",
			reason: "impaired",
			known: [known]
		}
	} : {
		type: "wait",
		known,
		isImpaired: true
	};
}
// src/rollout/execute/trial/prove.ts
const VERIFY_PAUSE = 5e3;
async function prove(context, proof) {
	const { emit, clock } = context;
	const { instances, verifyLimit } = proof;
	const checks = await checked(context, proof);
	if ("code" in checks) return checks;
	const failure = verifyLimit === void 0 ? void 0 : await verified(context, proof, checks);
	if (!failure) emit({
		type: "trial",
		at: clock.now(),
		trial: {
			did: "passed",
			instances
		}
	});
	return failure;
}
const noPolls = {
	known: [],
	waiting: /* @__PURE__ */ new Set(),
	impaired: /* @__PURE__ */ new Set()
};
async function checked(context, proof) {
	const { clock, stop, emit } = context;
	let before = noPolls;
	for (let ready = 0;;) {
		if (stop.aborted) return cancelled(stop);
		const polled = await poll(context, proof, before);
		if ("code" in polled) return polled;
		if (!polled.problem) ready = polled.waiting.size === 0 ? ready + 1 : 0;
		if (ready >= 3) return polled;
		const said = new Map(before.known.map((known) => [known.id, (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.ut)(known)]));
		for (const known of polled.known) if (polled.waiting.has(known.id) && said.get(known.id) !== (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.ut)(known)) emit({
			type: "trial",
			at: clock.now(),
			trial: {
				did: "checking",
				known
			}
		});
		before = polled;
		if (clock.now() >= proof.until) return late(before);
		await clock.sleep(Math.min(proof.pause, proof.until - clock.now()), stop);
	}
}
async function poll({ reads }, { instances }, before) {
	try {
		const ec2Instances = await reads.ec2Instances(instances);
		const alive = instances.filter((id) => ec2Instances.get(id)?.state === "running");
		const checks = alive.length > 0 ? await reads.statusChecks(alive) : /* @__PURE__ */ new Map();
		const states = instances.map((id) => evaluateTrial(id, {
			ec2Instance: ec2Instances.get(id),
			checks: checks.get(id)
		}, before.impaired.has(id)));
		const failed = states.find((each) => each.type === "failed");
		if (failed) return failed.failure;
		const known = states.flatMap((each) => each.type === "failed" ? [] : [each.known]);
		const waiting = states.filter((each) => each.type === "wait");
		return {
			known,
			waiting: new Set(waiting.map((each) => each.known.id)),
			impaired: new Set(waiting.flatMap((each) => each.isImpaired ? [each.known.id] : []))
		};
	} catch (thrown) {
		const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
		return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(problem) ? {
			...before,
			problem
		} : (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.$)(problem);
	}
}
function late({ known, waiting, problem }) {
	const open = known.filter(({ id }) => waiting.has(id));
	if (problem && open.length === 0) return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.$)(problem);
	return {
		code: "trial",
		reason: "not-in-time",
		known: open.length > 0 ? open : known
	};
}
const cancelled = (stop) => ({
	code: "cancelled",
	signal: String(stop.reason)
});
async function verified(context, proof, polls) {
	const { verifyRunner, clock, emit, stop, reads } = context;
	const { instances, until, verifyLimit = 0 } = proof;
	const limit = Math.min(verifyLimit, until - clock.now());
	if (limit <= 0) return late(polls);
	const ec2Instances = await reads.ec2Instances(instances).catch(nothing);
	emit({
		type: "trial",
		at: clock.now(),
		trial: {
			did: "verifying",
			instances
		}
	});
	verifyRunner.start({
		step: _action_js__WEBPACK_IMPORTED_MODULE_0__.Hn,
		limit,
		instances,
		facts: factsOf(proof, ec2Instances)
	});
	try {
		for (;;) {
			const result = verifyRunner.result();
			if (result?.result === "passed") return void 0;
			if (result && result.result !== "running") return {
				code: "trial",
				reason: "unverified",
				verified: result,
				instances
			};
			if (stop.aborted) return cancelled(stop);
			const seen = await reads.ec2Instances(instances).catch(nothing);
			for (const [id, ec2Instance] of seen) {
				const state = evaluateTrial(id, { ec2Instance }, false);
				if (state.type === "failed") return state.failure;
			}
			await clock.sleep(VERIFY_PAUSE, stop);
		}
	} finally {
		await verifyRunner.end();
	}
}
const nothing = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
	return /* @__PURE__ */ new Map();
};
function factsOf({ group, instances, from, to }, ec2Instances) {
	const [next, before] = [to.templates, from.templates];
	const each = (values) => [...new Set(values)].join(" ");
	return {
		group,
		"instance-refresh-id": "",
		percentage: "0",
		"new-instance-ids": instances.join(" "),
		"new-instance-addresses": instances.flatMap((id) => ec2Instances.get(id)?.address ?? []).join(" "),
		"image-id": each(next.map(({ image }) => image)),
		"previous-image-id": each(before.map(({ image }) => image)),
		"launch-template-id": next.map(({ id }) => id).join(" "),
		"launch-template-version": next.map(({ version }) => version).join(" "),
		"previous-launch-template-version": before.map(({ version }) => version).join(" ")
	};
}
// src/rollout/execute/trial/run-trial.ts
const AROUND = 9e5;
async function runTrial(context, { limit, verifyLimit }, { plan, versions }) {
	const { group, settings, from } = plan;
	const until = context.clock.now() + limit;
	const owner = {
		group: {
			name: group.name,
			arn: group.arn
		},
		run: settings.run.id,
		attempt: settings.attempt,
		until: group.at + limit + AROUND
	};
	const preparing = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "prepare");
	const launched = await Promise.all(versions.map(({ version: { id, name, version, data }, types, devices }) => (0,_launch_js__WEBPACK_IMPORTED_MODULE_3__.n)(preparing, {
		owner,
		version: {
			id,
			version,
			data,
			devices
		},
		types,
		subnets: group.subnets,
		...versions.length > 1 && { of: name }
	})));
	const instances = launched.filter(isLaunched).map(({ instance }) => instance);
	let failure;
	try {
		const to = { templates: versions.map(({ version }) => version) };
		const proof = {
			group: group.name,
			instances,
			from,
			to,
			until,
			pause: settings.pollInterval
		};
		failure = launched.flatMap((each) => isLaunched(each) ? [] : [each])[0] ?? await prove(context, {
			...proof,
			...verifyLimit !== void 0 && { verifyLimit }
		});
		return {
			...failure && { failure },
			instances
		};
	} finally {
		await Promise.all([(0,_end2_js__WEBPACK_IMPORTED_MODULE_2__.t)(context, instances, { hasSuccessor: true }), ...failure?.code === "trial" ? [(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.C)(context, suspectOf(failure, instances))] : []]);
	}
}
function suspectOf(failure, instances) {
	if ("known" in failure) return failure.known[0]?.id;
	return failure.reason === "unverified" ? failure.verified.on?.instance ?? instances[0] : void 0;
}
const isLaunched = (of) => "instance" in of && !("code" in of);



/***/ })

};
