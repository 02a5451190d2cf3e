export const id = 4781;
export const ids = [4781];
export const modules = {

/***/ 123:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ versionsInRefreshes),
  i: () => (/* binding */ unusedVersions),
  n: () => (/* binding */ afterRoll),
  r: () => (/* binding */ unnamedImages),
  t: () => (/* binding */ readTemplateUsers)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);

// src/rollout/plan/clean-up.ts
function unusedVersions(users, keep, tried = []) {
	const used = inUse(users, tried);
	const { versions } = users.history;
	return versions.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(each, versions) !== void 0).toSorted((a, b) => b.version - a.version).slice(keep).filter((each) => !used.has(each.version) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__._n)(each, versions)).reverse();
}
function unnamedImages({ history: { versions } }, gone) {
	const named = new Set(versions.filter((each) => !gone.includes(each)).map(({ image }) => image));
	return [...new Set(gone.map(({ image }) => image))].filter((image) => !named.has(image));
}
function inUse({ template, history, pooled, others }, tried) {
	const named = /* @__PURE__ */ new Set([
		template.default,
		template.latest,
		history.saved.version,
		...tried,
		...[...history.instances, ...pooled].flatMap((each) => each.template?.id === template.id ? [each.template.version] : []),
		...versionsInRefreshes(history.refreshes, template),
		...others.flatMap(({ versions }) => versions.map((each) => numberOf(each, template)))
	]);
	const rollbackTarget = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__._)(history, "previous");
	const target = rollbackTarget.type === "version" ? [rollbackTarget.version.version] : [];
	const least = rollbackTarget.type === "version" && rollbackTarget.why === "chain" ? rollbackTarget.version.version : Infinity;
	const back = history.versions.filter(({ version }) => named.has(version)).flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gn)(each, history.versions).filter(({ version }, i) => i === 0 || version >= least));
	return /* @__PURE__ */ new Set([
		...named,
		...target,
		...back.map(({ version }) => version)
	]);
}
const versionsInRefreshes = (refreshes, { id, ...where }) => refreshes.flatMap(({ status, to = [] }) => ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status) ? to : []).flatMap(({ template, version }) => template === id ? [numberOf(version, {
	id,
	...where
})] : []));
const numberOf = (version, template) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.on)(version) ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.cn)(version, template) : Number(version);
function afterRoll(users, { from, to }, { replaced, isNoted }) {
	const { template, history } = users;
	const { id, version } = to;
	const exists = history.versions.some((each) => each.version === version);
	return {
		...users,
		template: {
			...template,
			latest: Math.max(template.latest, version)
		},
		history: {
			...history,
			saved: to,
			...isNoted && { last: {
				from: from.version,
				to: version
			} },
			versions: exists ? history.versions : [to, ...history.versions],
			instances: history.instances.map((each) => replaced.has(each.id) && each.template?.id === id ? {
				...each,
				template: {
					id,
					version
				}
			} : each)
		}
	};
}
// src/rollout/execute/deletions/users.ts
async function readTemplateUsers(reads, name, id) {
	const [group, template, versions, refreshes, uses] = await Promise.all([
		reads.group(name),
		reads.template(id),
		reads.versionsAfter(id, 0),
		reads.refreshes(name),
		reads.templateUses([id])
	]);
	const named = group?.templates.find((each) => each.id === id);
	const number = named && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.un)(named.version);
	const aliases = {
		$Latest: template?.latest,
		$Default: template?.default
	};
	const meant = typeof number === "string" ? aliases[number] : number;
	const saved = versions.find(({ version }) => version === meant);
	if (!group || !template || !saved) return void 0;
	const pooled = group.hasWarmPool ? await reads.warmPool(name) : [];
	const others = [];
	for (const use of uses.filter((each) => each.group !== name)) others.push({
		...use,
		versions: [...use.versions, ...versionsInRefreshes(await reads.refreshes(use.group), template)]
	});
	const last = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Vt)({
		group,
		refreshes,
		run: "",
		isOwnStart: () => false
	});
	const i = [...new Set(group.templates.map((each) => each.id))].indexOf(id);
	return {
		users: {
			template,
			history: {
				saved,
				versions,
				refreshes,
				instances: group.instances,
				...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Lt)(last, i)
			},
			pooled,
			others
		},
		group
	};
}



/***/ }),

/***/ 4781:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  readTemplateUsers: () => (/* reexport safe */ _users_js__WEBPACK_IMPORTED_MODULE_0__.t)
});
var _users_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(123);



/***/ })

};
