export const id = 8370;
export const ids = [8370];
export const modules = {

/***/ 8370:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  endTrials: () => (/* reexport safe */ _end2_js__WEBPACK_IMPORTED_MODULE_0__.t)
});
var _end2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5282);



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



/***/ })

};
