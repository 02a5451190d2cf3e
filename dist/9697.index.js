export const id = 9697;
export const ids = [9697];
export const modules = {

/***/ 9697:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  groupByTag: () => (/* binding */ groupByTag)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


// src/rollout/group-by-tag.ts
async function groupByTag(context, asked) {
	const { clock, emit, stop } = context;
	const { ask, problems } = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Un)();
	const names = await ask((0,_action_js__WEBPACK_IMPORTED_MODULE_1__.D)(context, "survey").groupsTagged(asked.group)) ?? [];
	const [only, ...others] = names;
	if (only !== void 0 && others.length === 0) return only;
	const settings = {
		...asked,
		group: `tag:${asked.group.key}=${asked.group.value}`
	};
	const survey = {
		..._action_js__WEBPACK_IMPORTED_MODULE_1__.o,
		images: [],
		alarms: /* @__PURE__ */ new Map(),
		templates: [],
		uses: [],
		refreshes: [],
		problems
	};
	emit({
		type: "surveyed",
		at: clock.now(),
		survey,
		settings
	});
	const findings = problems.length > 0 ? _rollout_js__WEBPACK_IMPORTED_MODULE_0__.D.flatMap((rule) => rule(survey, settings)) : [notOne(settings.group, names)];
	return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.l)({
		code: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.k)(survey, settings),
		findings,
		fleetStatus: _rollout_js__WEBPACK_IMPORTED_MODULE_0__.N
	}, void 0, stop);
}
const MOST_NAMED = 20;
function notOne(tag, names) {
	const finding = {
		level: "error",
		rule: "group-by-tag"
	};
	if (names.length === 0) return {
		...finding,
		says: `No Auto Scaling group of this region and account has the tag that \`auto-scaling-group\` names ("${tag}").`,
		remedy: `Check the tag: its key and its value are case-sensitive and take no wildcards, and a group that is being deleted does not count. Check \`aws-region\` and the account of the credentials, too.${(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.G)(tag)}`
	};
	const named = names.slice(0, MOST_NAMED);
	const more = names.length > named.length ? ` and ${names.length - named.length} more` : "";
	return {
		...finding,
		says: `${names.length} Auto Scaling groups have the tag that \`auto-scaling-group\` names ("${tag}"), and a step rolls one: ${named.map((name) => `"${name}"`).join(", ")}${more}.`,
		remedy: `Name a tag that one of them has, or roll each by a matrix: ${(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.W)(named)}.`
	};
}



/***/ })

};
