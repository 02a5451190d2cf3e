export const id = 7186;
export const ids = [7186];
export const modules = {

/***/ 7468:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ deleteCommand),
  t: () => (/* binding */ deleteAll)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


// src/rollout/execute/deletions/delete.ts
async function deleteAll({ deleteVersions }, template, versions) {
	const undeleted = [];
	for (const [i, some] of (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.K)(versions).entries()) try {
		undeleted.push(...await deleteVersions(template, some));
	} catch (thrown) {
		const { code, message } = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Wn)(thrown);
		if (i === 0) throw thrown;
		const rest = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.K)(versions).slice(i).flat();
		return [...undeleted, ...rest.map((version) => ({
			version,
			code,
			message
		}))];
	}
	return undeleted;
}
const deleteCommand = (template, versions) => (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.K)(versions).map((some) => `aws ec2 delete-launch-template-versions --launch-template-id ${template} --versions ${some.join(" ")}`).join(" && ");



/***/ }),

/***/ 7186:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  deleteFailedVersions: () => (/* binding */ deleteFailedVersions)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _rollout_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2330);
var _users_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(123);
var _delete_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7468);




// src/rollout/plan/failed-versions.ts
const failedVersions = (evidence) => evidence.versions.filter((each) => {
	const by = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(each, evidence.versions)?.run;
	return by !== void 0 && ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.h)(evidence, each) || isOfRollout(each, by, evidence));
}).toSorted((a, b) => a.version - b.version);
function isOfRollout(version, by, { refreshes, rollout }) {
	if (!rollout || by !== rollout.run) return false;
	const isTarget = rollout.to.includes(version.version);
	if (rollout.isRolledBack && isTarget) return true;
	return isTarget ? !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.g)({ refreshes }, version) : refreshes.every((refresh) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(refresh, version));
}
function endOf(version, { refreshes, rollout }) {
	const isTarget = rollout?.to.includes(version.version);
	if (!rollout || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.h)({ refreshes }, version) || rollout.isRolledBack && isTarget) return "rollout-failed";
	if (rollout.trial.passed.includes(version.version)) return "trial-passed";
	return rollout.trial.hasFailed && isTarget ? "trial-failed" : "not-begun";
}
function obstacleTo({ version, ...of }, { template, history, pooled, others }, { tried = [], saved: savedByUs = [] } = {}) {
	const { saved, instances, refreshes, versions } = history;
	const isRunning = [...instances, ...pooled].some((each) => each.template?.id === template.id && each.template.version === version);
	if (template.default === version) return "default";
	if (saved.version === version || savedByUs.includes(String(version))) return "saved";
	if (isRunning) return "instances";
	if ((0,_users_js__WEBPACK_IMPORTED_MODULE_2__.a)(refreshes, template).includes(version)) return "refresh";
	if (others.length > 0) return "group";
	if (tried.includes(version)) return "trial";
	if (versions.some((each) => each.version > version && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yn)(each)?.from === version)) return "origin";
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__._n)({
		version,
		...of
	}, versions) ? "copied" : void 0;
}
const withSameImage = (failed, versions) => versions.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(each, versions) === void 0 && failed.some(({ image, version }) => each.image === image && each.version > version));
// src/rollout/execute/deletions/failed-versions.ts
async function deleteFailedVersions(outer, { group, templates, rollout }) {
	const context = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(outer, "finalSteps");
	const gone = [];
	for (const template of templates) {
		const work = async () => {
			const read = await (0,_users_js__WEBPACK_IMPORTED_MODULE_2__.t)(context.reads, group, template);
			if (!read) return [];
			const users = {
				...read.users,
				group: read.group
			};
			const { deleted, finalSteps } = await deleteFrom(context, users, rollout && ofTemplate(template, rollout));
			gone.push(...deleted);
			return finalSteps;
		};
		await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.P)(context, {
			what: "failed-version",
			command: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.yt)(template),
			work
		});
	}
	return gone;
}
const ofTemplate = (template, { trial, to, saved, ...rollout }) => {
	const numbers = (versions) => versions.flatMap(({ id, version }) => id === template ? [version] : []);
	const versions = saved.flatMap(({ id, version }) => id === template ? [String(version)] : []);
	return {
		...rollout,
		to: numbers(to),
		saved: versions,
		trial: {
			...trial,
			passed: numbers(trial.passed)
		}
	};
};
async function deleteFrom(context, users, rollout) {
	const { versions, refreshes } = users.history;
	const evidence = {
		versions,
		refreshes,
		...rollout && { rollout }
	};
	const failed = failedVersions(evidence);
	if (failed.length === 0) return {
		deleted: [],
		finalSteps: []
	};
	const tried = await triedByOthers(context, users, rollout?.trial.instances ?? []);
	const all = failed.map((version) => ({
		version,
		end: endOf(version, evidence),
		why: obstacleTo(version, users, {
			tried,
			saved: rollout?.saved ?? []
		})
	}));
	const { deleted, finalSteps } = await deleteThese(context, all.filter(({ why }) => why === void 0), {
		users,
		refresh: rollout?.refresh
	});
	const reported = all.flatMap(({ why, ...each }) => why === void 0 ? [] : [{
		...each,
		why
	}]).filter((each) => isReported(each, users, rollout)).map((each) => keptStep(each, users));
	const bad = all.filter(({ end }) => end === "rollout-failed" || end === "trial-failed");
	const named = rollout ? sameImage(versionsOf(bad), users) : [];
	return {
		deleted,
		finalSteps: [
			...finalSteps,
			...reported,
			...named
		]
	};
}
async function triedByOthers({ reads }, { template, group: { at } }, own) {
	return (await reads.triedVersions(template.id)).filter(({ instance, until, hasEnded }) => !hasEnded && until > at && !own.includes(instance)).map(({ version }) => version);
}
const versionsOf = (failed) => failed.map(({ version }) => version);
const isReported = ({ version, why }, { template }, rollout) => rollout?.to.includes(version.version) || template.latest === version.version && why !== "saved" && why !== "instances" && why !== "default";
const keptStep = ({ version: { version }, end, why }, { template: { id } }) => ({
	what: "failed-version",
	did: "stays",
	version,
	end,
	why,
	command: (0,_delete_js__WEBPACK_IMPORTED_MODULE_3__.n)(id, [version])
});
async function deleteThese(context, of, { users, refresh }) {
	if (of.length === 0) return {
		deleted: [],
		finalSteps: []
	};
	const { id: template } = users.template;
	const free = versionsOf(of);
	const numbers = free.map(({ version }) => version);
	try {
		await settleTag(context, users.group, {
			free,
			refresh: refresh ?? refreshTo(free, users)
		});
		const undeleted = await (0,_delete_js__WEBPACK_IMPORTED_MODULE_3__.t)(context.writes, template, numbers);
		const left = undeleted.map(({ version }) => version);
		const deleted = free.filter(({ version }) => !left.includes(version));
		await untilForgotten(context, template, deleted);
		return {
			deleted,
			finalSteps: [...[...Map.groupBy(of.filter(({ version }) => deleted.includes(version)), ({ end }) => end)].map(([end, these]) => {
				const versions = versionsOf(these).map(({ version }) => version);
				return {
					what: "failed-version",
					did: "removed",
					template,
					versions,
					end
				};
			}), ...left.length > 0 ? [{
				what: "failed-version",
				did: "undeleted",
				undeleted,
				command: (0,_delete_js__WEBPACK_IMPORTED_MODULE_3__.n)(template, left)
			}] : []]
		};
	} catch (thrown) {
		return {
			deleted: [],
			finalSteps: [{
				what: "failed-version",
				did: "failed",
				problem: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown).message,
				command: (0,_delete_js__WEBPACK_IMPORTED_MODULE_3__.n)(template, numbers)
			}]
		};
	}
}
const refreshTo = (free, { history }) => history.refreshes.find((each) => free.some((version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(each, version)))?.id;
async function settleTag({ writes }, group, { free, refresh }) {
	const value = group.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.tn);
	const origin = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.fn)(value ?? "");
	const isProven = free.some((version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yn)(version)?.run === origin?.run);
	if (value === void 0 || refresh === void 0 || !origin || origin.refresh !== void 0 || !isProven) return;
	await writes.tagAlias(group.name, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.hn)(value, refresh));
}
const READS = 4;
const PAUSE = 2500;
async function untilForgotten({ reads, clock }, template, gone) {
	for (let read = 1; read <= READS; read++) {
		const latest = (await reads.template(template).catch(unseen))?.latest;
		if (gone.every(({ version }) => version !== latest)) return;
		await clock.sleep(PAUSE);
	}
}
const unseen = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
};
function sameImage(failed, { template, history }) {
	const versions = withSameImage(failed, history.versions).map(({ version }) => version);
	const command = `aws ec2 describe-launch-template-versions --launch-template-id ${template.id} --versions ${versions.join(" ")}`;
	return versions.length === 0 ? [] : [{
		what: "failed-version",
		did: "same-image",
		versions,
		command
	}];
}



/***/ }),

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



/***/ })

};
