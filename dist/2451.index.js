export const id = 2451;
export const ids = [2451];
export const modules = {

/***/ 2451:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  check: () => (/* binding */ check)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _old_versions2_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8162);
var _users_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(123);
var _rollout_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2330);
var _group_templates_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3162);





// src/rollout/drift.ts
const isDrift = ({ drifted, moved, aliasesToRestore, trials }) => drifted.length > 0 || !!moved || aliasesToRestore.length > 0 || trials.length > 0;
function driftOf(seen) {
	const { group, templates, refreshes, versions } = seen;
	const saved = templates.map((each) => each.saved);
	const refresh = refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status));
	const refreshTargets = refresh && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(refresh, { templates: saved }) ? [...named(refresh, versions)] : [];
	const present = [...group.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.bt), ...seen.warmPool.filter((each) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Xt)(each))];
	const moved = movedFrom(seen);
	const onTarget = present.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, { templates: refreshTargets }) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, { templates: saved })).length;
	return {
		saved: saved.map(withoutContents),
		compared: present.length,
		drifted: present.flatMap((each) => driftOfInstance(each, [...saved, ...refreshTargets], seen)),
		...moved && { moved },
		aliasesToRestore: refresh ? [] : aliasToRestoreIn(seen),
		trials: seen.trials.filter(({ until }) => until <= group.at),
		...refresh && { active: {
			refresh,
			onTarget
		} }
	};
}
const withoutContents = ({ id, name, version, image }) => ({
	id,
	name,
	version,
	image
});
function aliasToRestoreIn({ group, templates }) {
	const aliasesToRestore = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ln)(group);
	return templates.flatMap(({ template, saved }) => {
		const alias = aliasesToRestore.get(template.id);
		return alias ? [{
			saved: withoutContents(saved),
			alias,
			means: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.cn)(alias, template)
		}] : [];
	});
}
const named = (refresh, versions) => versions.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(refresh, each));
function driftOfInstance(instance, expected, { group, ec2Instances }) {
	const { id, lifecycle, template } = instance;
	const ec2Instance = ec2Instances.get(id);
	const version = expected.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(instance, { templates: [each] }));
	const differs = !version ? "version" : imageDiffers(instance, ec2Instance, imagesOf(instance, version, group));
	if (!differs) return [];
	const facts = ec2Instance && {
		image: ec2Instance.image,
		age: group.at - ec2Instance.launched
	};
	const leftOut = leftOutOf(instance);
	return [{
		instance: id,
		lifecycle,
		differs,
		...template && { template },
		...facts,
		...leftOut && { leftOut }
	}];
}
const leftOutOf = (instance) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(instance) ? "standby" : instance.protectedFromScaleIn ? "protected" : void 0;
function imageDiffers(instance, ec2Instance, expected) {
	if (!ec2Instance) return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yt)(instance) ? void 0 : "unknown";
	return expected.includes(ec2Instance.image) ? void 0 : "image";
}
function imagesOf({ type }, { image }, { mixed }) {
	const own = mixed?.overrides.flatMap((each) => each.type === type && each.image !== void 0 ? [each.image] : []);
	return own && own.length > 0 ? own : [image];
}
function movedFrom({ templates, refreshes, versions }) {
	const saved = templates.map((each) => each.saved);
	const last = lastOfOurs(refreshes, unique([...saved, ...versions]));
	if (!last || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(last.refresh, { templates: saved })) return void 0;
	const { ended } = last.refresh;
	return {
		left: last.versions.map(withoutContents),
		...ended !== void 0 && { ended }
	};
}
const unique = (versions) => versions.filter((each, i) => versions.findIndex(({ id, version }) => id === each.id && version === each.version) === i);
function lastOfOurs(refreshes, versions) {
	const done = refreshes.filter(isSuccess).flatMap((refresh) => {
		const its = named(refresh, versions);
		return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(refresh, { templates: its }) ? [{
			refresh,
			versions: its
		}] : [];
	});
	const newest = done.findIndex((each) => each.versions.some((version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yn)(version) !== void 0));
	const ours = done[newest];
	if (!ours) return void 0;
	const before = ours.versions.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gn)(each, versions));
	const isBefore = (each) => before.includes(each) || ours.versions.includes(each);
	return done.slice(0, newest).find((each) => each.versions.every(isBefore)) ?? ours;
}
const isAsLastRollout = (saved, refreshes) => {
	const newest = refreshes.find(isSuccess);
	return newest === void 0 || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(newest, { templates: saved }) && saved.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yn)(each) !== void 0);
};
const isSuccess = ({ status, to }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(status) && to !== void 0;
// src/rollout/check.ts
async function check(context, settings) {
	const { clock, emit } = context;
	const { survey, ec2Instances } = await inspect((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(context, "survey"), settings);
	emit({
		type: "surveyed",
		at: clock.now(),
		survey,
		settings
	});
	const findings = [
		..._rollout_js__WEBPACK_IMPORTED_MODULE_3__.D,
		..._rollout_js__WEBPACK_IMPORTED_MODULE_3__.E,
		..._rollout_js__WEBPACK_IMPORTED_MODULE_3__.w
	].flatMap((rule) => rule(survey, settings));
	const { group, refreshes } = survey;
	const templates = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(survey.templates);
	if (!group || templates.length === 0 || templates.length < survey.templates.length || findings.length > 0) return {
		type: "refused",
		code: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_3__.k)(survey, settings),
		findings,
		fleetStatus: _rollout_js__WEBPACK_IMPORTED_MODULE_3__.N
	};
	const versions = templates.flatMap((each) => each.versions);
	const { warmPool } = survey;
	const drift = driftOf({
		group,
		templates,
		versions,
		refreshes,
		warmPool,
		ec2Instances,
		trials: survey.trials
	});
	emit({
		type: "checked",
		at: clock.now(),
		drift
	});
	await previewArchiveOf(context, group, settings);
	return { type: isDrift(drift) ? "drifted" : "in-sync" };
}
async function previewArchiveOf(context, group, settings) {
	const { archive, keepTemplateVersions: keep } = settings;
	if (!archive || keep === void 0) return;
	const reads = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(context, "survey");
	const templates = [...new Set(group.templates.map(({ id }) => id))];
	await (0,_old_versions2_js__WEBPACK_IMPORTED_MODULE_1__.r)({
		...context,
		reads
	}, templates.join(","), async () => {
		const all = (await Promise.all(templates.map((id) => (0,_users_js__WEBPACK_IMPORTED_MODULE_2__.t)(reads, group.name, id)))).flatMap((each) => each ? [{
			users: each.users,
			gone: (0,_users_js__WEBPACK_IMPORTED_MODULE_2__.i)(each.users, keep),
			known: each.users.history.saved
		}] : []);
		return {
			group,
			archive,
			all,
			proven: []
		};
	});
}
async function inspect(reads, settings) {
	const { ask, problems } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Un)();
	const [group, refreshes = []] = await Promise.all([ask(reads.group(settings.group)), ask(reads.refreshes(settings.group))]);
	const seen = {
		..._action_js__WEBPACK_IMPORTED_MODULE_0__.o,
		images: [],
		uses: [],
		alarms: /* @__PURE__ */ new Map(),
		problems,
		refreshes,
		...group && { group }
	};
	if (!group) {
		const isRead = !(0,_rollout_js__WEBPACK_IMPORTED_MODULE_3__.O)("DescribeAutoScalingGroups", problems);
		return {
			survey: {
				...seen,
				templates: [],
				problems: isRead ? [] : problems
			},
			ec2Instances: /* @__PURE__ */ new Map()
		};
	}
	const warmPool = group.hasWarmPool ? await ask(reads.warmPool(group.name)) ?? [] : [];
	const ids = [...group.instances, ...warmPool].map((instance) => instance.id);
	const [all, ec2Instances = /* @__PURE__ */ new Map(), trials = []] = await Promise.all([
		Promise.all(group.templates.map((named) => (0,_group_templates_js__WEBPACK_IMPORTED_MODULE_4__.t)(named, {
			reads,
			ask
		}))),
		ids.length > 0 ? ask(reads.ec2Instances(ids)) : void 0,
		ask(reads.trialInstances(group))
	]);
	const [first, ...others] = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(all);
	if (!first || others.length + 1 < all.length) return {
		survey: {
			...seen,
			templates: all,
			trials
		},
		ec2Instances
	};
	const saved = [first, ...others].map((each) => each.saved);
	const versions = await ask(versionsBeside(reads, saved, refreshes)) ?? [];
	const confirmed = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.b)({
		reads,
		ask,
		settings
	}, {
		group,
		refreshes,
		versions: [...saved, ...versions],
		ownAliasTag: ""
	});
	const templates = [{
		...first,
		versions
	}, ...others];
	return {
		survey: {
			...seen,
			...confirmed,
			templates,
			warmPool,
			trials
		},
		ec2Instances
	};
}
async function versionsBeside(reads, saved, refreshes) {
	if (!isAsLastRollout(saved, refreshes)) {
		const named = refreshes.filter(isSuccess).flatMap(({ to = [] }) => to.map(({ template }) => template));
		const templates = [.../* @__PURE__ */ new Set([...saved.map(({ id }) => id), ...named])];
		return (await Promise.all(templates.map((id) => allOf(reads, id)))).flat();
	}
	const others = (refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status))?.to ?? []).filter(({ template, version }) => saved.some((each) => each.id === template && String(each.version) !== version));
	return (await Promise.all(others.map(({ template, version }) => reads.version(template, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.un)(version))))).flatMap((version) => version ?? []);
}
const allOf = (reads, template) => reads.versionsAfter(template, 0).catch((thrown) => {
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown).kind === "missing") return [];
	throw thrown;
});



/***/ }),

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
