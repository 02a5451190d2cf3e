export const id = 8994;
export const ids = [8994];
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

/***/ 8994:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  deleteOldVersions: () => (/* reexport safe */ _old_versions2_js__WEBPACK_IMPORTED_MODULE_0__.t),
  previewCleanUp: () => (/* reexport safe */ _old_versions2_js__WEBPACK_IMPORTED_MODULE_0__.n)
});
var _old_versions2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8162);



/***/ }),

/***/ 8162:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ previewCleanUp),
  r: () => (/* binding */ previewImages),
  t: () => (/* binding */ deleteOldVersions)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _users_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(123);
var _action_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6998);
var _delete_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7468);




// src/rollout/execute/deletions/old-versions.ts
async function deleteOldVersions(context, group, { template, keep, retires }) {
	const { reads, writes, clock, emit } = context;
	const read = await (0,_users_js__WEBPACK_IMPORTED_MODULE_1__.t)(reads, group, template);
	const cleanUp = read && await cleanUpOf(reads, read.users, {
		keep,
		retires,
		at: read.group.at
	});
	if (!cleanUp || cleanUp.versions.length === 0) return [];
	emit({
		type: "deleting-versions",
		at: clock.now(),
		cleanUp
	});
	const toDelete = cleanUp.versions.map(({ version }) => version);
	try {
		if (retires) await (await __webpack_require__.e(/* import() */ 7392).then(__webpack_require__.bind(__webpack_require__, 7392))).retireImages(context, read.group.account, cleanUp);
		const undeleted = await (0,_delete_js__WEBPACK_IMPORTED_MODULE_3__.t)(writes, template, toDelete);
		const still = new Set(undeleted.map(({ version }) => version));
		const versions = toDelete.filter((version) => !still.has(version));
		return [...versions.length > 0 ? [{
			what: "clean-up",
			did: "deleted",
			template,
			versions
		}] : [], ...undeleted.length > 0 ? [{
			what: "clean-up",
			did: "undeleted",
			undeleted,
			command: (0,_delete_js__WEBPACK_IMPORTED_MODULE_3__.n)(template, [...still])
		}] : []];
	} catch (thrown) {
		if (!(thrown instanceof _action_js__WEBPACK_IMPORTED_MODULE_2__.Vn)) throw thrown;
		return [{
			what: "clean-up",
			did: "failed",
			problem: thrown.message,
			command: (0,_delete_js__WEBPACK_IMPORTED_MODULE_3__.n)(template, toDelete)
		}];
	}
}
async function previewCleanUp(context, plan) {
	const all = [];
	const deletions = plan.steps.filter((step) => step.type === "delete-old-versions");
	for (const step of deletions) all.push(...await previewDeletion(context, plan, step));
	const archive = plan.steps.find((step) => step.type === "archive-images")?.archive;
	if (!archive || all.length < deletions.length) return;
	const proven = "changes" in plan ? plan.changes.map(({ to }) => to) : "to" in plan ? plan.to.templates : [];
	const question = {
		group: plan.group,
		archive,
		all,
		proven
	};
	await previewImages(context, all[0]?.users.template.id ?? "", async () => question);
}
const previewImages = (context, template, ask) => (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.P)(context, {
	what: "images",
	command: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__._t)(template),
	async work() {
		const { previewArchive } = await __webpack_require__.e(/* import() */ 7392).then(__webpack_require__.bind(__webpack_require__, 7392));
		await previewArchive(context, await ask());
	}
});
async function previewDeletion({ reads, clock, emit }, plan, { template, keep }) {
	try {
		const users = (await (0,_users_js__WEBPACK_IMPORTED_MODULE_1__.t)(reads, plan.group.name, template))?.users;
		if (!users) return [];
		const change = plan.action === "roll" ? plan.changes.find((each) => each.template.id === template) : void 0;
		const replaced = new Set(plan.coverage.covered.map((each) => each.id));
		const isNoted = plan.steps.some(({ type }) => type === "note-rollout");
		const then = change ? (0,_users_js__WEBPACK_IMPORTED_MODULE_1__.n)(users, change, {
			replaced,
			isNoted
		}) : users;
		const cleanUp = await cleanUpOf(reads, then, {
			keep,
			retires: false,
			at: plan.group.at
		});
		emit({
			type: "deleting-versions",
			at: clock.now(),
			cleanUp
		});
		return [{
			users: then,
			gone: then.history.versions.filter((each) => cleanUp.versions.some(({ version }) => version === each.version)),
			known: users.history.saved
		}];
	} catch (thrown) {
		if (!(thrown instanceof _action_js__WEBPACK_IMPORTED_MODULE_2__.Vn)) throw thrown;
		const command = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.yt)(template);
		emit({
			type: "final-step",
			at: clock.now(),
			finalStep: {
				what: "clean-up",
				did: "failed",
				problem: thrown.message,
				command
			}
		});
		return [];
	}
}
async function cleanUpOf(reads, users, { keep, retires, at }) {
	const tried = ((0,_users_js__WEBPACK_IMPORTED_MODULE_1__.i)(users, keep).length > 0 ? await reads.triedVersions(users.template.id) : []).flatMap(({ version, until }) => until > at ? [version] : []);
	const gone = (0,_users_js__WEBPACK_IMPORTED_MODULE_1__.i)(users, keep, tried);
	const left = (0,_users_js__WEBPACK_IMPORTED_MODULE_1__.r)(users, gone);
	const images = left.length > 0 ? reads.images(left) : Promise.resolve([]);
	return {
		template: users.template.id,
		keep,
		versions: gone.map(({ version, image, created }) => ({
			version,
			image,
			created
		})),
		images: await (retires ? images : images.catch(none))
	};
}
const none = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_2__.Wn)(thrown);
	return [];
};



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
