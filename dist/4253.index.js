export const id = 4253;
export const ids = [4253];
export const modules = {

/***/ 4253:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  writeParameter: () => (/* binding */ writeParameter)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


// src/rollout/execute/set-parameter.ts
const LIMIT = 6e4;
const PAUSE = 2500;
async function writeParameter(context, step) {
	const { reads, writes } = context;
	const { parameter, image, isOvertaken } = step;
	const { name } = parameter;
	const before = await reads.parameter(name);
	if (holds(before, image)) return void 0;
	if (isOvertaken || typeof before === "string" || before.version !== parameter.version) return unset("overtaken", step);
	await writes.setParameter(parameter, image).catch(unlessLost);
	if (await isReadBack(context, step)) return {
		what: "parameter",
		did: "written",
		name,
		image
	};
	return unset(context.stop.aborted ? "unread" : "unconfirmed", step);
}
async function isReadBack({ reads, clock, stop }, { parameter, image }) {
	for (const until = clock.now() + LIMIT;; await clock.sleep(PAUSE, stop)) {
		if (holds(await reads.parameter(parameter.name), image)) return true;
		if (clock.now() >= until || stop.aborted) return false;
	}
}
function unlessLost(thrown) {
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Wn)(thrown).kind !== "lost") throw thrown;
}
const holds = (found, image) => typeof found !== "string" && found.value.trim() === image;
const unset = (did, step) => ({
	what: "parameter",
	did,
	name: step.parameter.name,
	image: step.image,
	command: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.vt)(step.parameter, step.image)
});



/***/ })

};
