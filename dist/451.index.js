export const id = 451;
export const ids = [451];
export const modules = {

/***/ 2451:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  check: () => (/* binding */ check)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _access_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7057);
var _mixed_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5456);
var _group_templates_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3162);




// src/rollout/drift.ts
const isDrift = ({ drifted, moved, aliasesToRestore, trials }) => drifted.length > 0 || !!moved || aliasesToRestore.length > 0 || trials.length > 0;
function driftOf(seen) {
	const { group, templates, refreshes, versions } = seen;
	const saved = templates.map((each) => each.saved);
	const refresh = refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dn)(status));
	const refreshTargets = refresh && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.sn)(refresh, { templates: saved }) ? [...named(refresh, versions)] : [];
	const present = [...group.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wt), ...seen.warmPool.filter((each) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bn)(each))];
	const moved = movedFrom(seen);
	const onTarget = present.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ht)(each, { templates: refreshTargets }) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ht)(each, { templates: saved })).length;
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
	const aliasesToRestore = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(group);
	return templates.flatMap(({ template, saved }) => {
		const alias = aliasesToRestore.get(template.id);
		return alias ? [{
			saved: withoutContents(saved),
			alias,
			means: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(alias, template)
		}] : [];
	});
}
const named = (refresh, versions) => versions.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.cn)(refresh, each));
function driftOfInstance(instance, expected, { group, ec2Instances }) {
	const { id, lifecycle, template } = instance;
	const ec2Instance = ec2Instances.get(id);
	const version = expected.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ht)(instance, { templates: [each] }));
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
const leftOutOf = (instance) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(instance) ? "standby" : instance.protectedFromScaleIn ? "protected" : void 0;
function imageDiffers(instance, ec2Instance, expected) {
	if (!ec2Instance) return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yn)(instance) ? void 0 : "unknown";
	return expected.includes(ec2Instance.image) ? void 0 : "image";
}
function imagesOf({ type }, { image }, { mixed }) {
	const own = mixed?.overrides.flatMap((each) => each.type === type && each.image !== void 0 ? [each.image] : []);
	return own && own.length > 0 ? own : [image];
}
function movedFrom({ templates, refreshes, versions }) {
	const saved = templates.map((each) => each.saved);
	const last = lastOfOurs(refreshes, unique([...saved, ...versions]));
	if (!last || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.sn)(last.refresh, { templates: saved })) return void 0;
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
		return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.sn)(refresh, { templates: its }) ? [{
			refresh,
			versions: its
		}] : [];
	});
	const newest = done.findIndex((each) => each.versions.some((version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn)(version) !== void 0));
	const ours = done[newest];
	if (!ours) return void 0;
	const before = ours.versions.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jn)(each, versions));
	const isBefore = (each) => before.includes(each) || ours.versions.includes(each);
	return done.slice(0, newest).find((each) => each.versions.every(isBefore)) ?? ours;
}
const isAsLastRollout = (saved, refreshes) => {
	const newest = refreshes.find(isSuccess);
	return newest === void 0 || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.sn)(newest, { templates: saved }) && saved.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn)(each) !== void 0);
};
const isSuccess = ({ status, to }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__._n)(status) && to !== void 0;
// src/rollout/check.ts
async function check(context, settings) {
	const { clock, emit } = context;
	const { survey, ec2Instances } = await inspect((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.at)(context, "survey"), settings);
	emit({
		type: "surveyed",
		at: clock.now(),
		survey,
		settings
	});
	const findings = [
		..._access_js__WEBPACK_IMPORTED_MODULE_1__.t,
		..._mixed_js__WEBPACK_IMPORTED_MODULE_2__.a,
		..._mixed_js__WEBPACK_IMPORTED_MODULE_2__.n
	].flatMap((rule) => rule(survey, settings));
	const { group, refreshes } = survey;
	const templates = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.I)(survey.templates);
	if (!group || templates.length === 0 || templates.length < survey.templates.length || findings.length > 0) return {
		type: "refused",
		code: (0,_access_js__WEBPACK_IMPORTED_MODULE_1__.p)(survey, settings),
		findings,
		fleetStatus: _action_js__WEBPACK_IMPORTED_MODULE_0__.m
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
	const reads = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.at)(context, "survey");
	const templates = [...new Set(group.templates.map(({ id }) => id))];
	await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)({
		...context,
		reads
	}, templates.join(","), async () => {
		const all = (await Promise.all(templates.map((id) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bt)(reads, group.name, id)))).flatMap((each) => each ? [{
			users: each.users,
			gone: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xt)(each.users, keep),
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
	const { ask, problems } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)();
	const [group, refreshes = []] = await Promise.all([ask(reads.group(settings.group)), ask(reads.refreshes(settings.group))]);
	const seen = {
		..._action_js__WEBPACK_IMPORTED_MODULE_0__.v,
		images: [],
		uses: [],
		alarms: /* @__PURE__ */ new Map(),
		problems,
		refreshes,
		...group && { group }
	};
	if (!group) {
		const isRead = problems.every(({ operation }) => operation !== "DescribeAutoScalingGroups");
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
		Promise.all(group.templates.map((named) => (0,_group_templates_js__WEBPACK_IMPORTED_MODULE_3__.t)(named, {
			reads,
			ask
		}))),
		ids.length > 0 ? ask(reads.ec2Instances(ids)) : void 0,
		ask(reads.trialInstances(group))
	]);
	const [first, ...others] = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.I)(all);
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
	const confirmed = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.E)({
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
	const others = (refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dn)(status))?.to ?? []).filter(({ template, version }) => saved.some((each) => each.id === template && String(each.version) !== version));
	return (await Promise.all(others.map(({ template, version }) => reads.version(template, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(version))))).flatMap((version) => version ?? []);
}
const allOf = (reads, template) => reads.versionsAfter(template, 0).catch((thrown) => {
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zn)(thrown).kind === "missing") return [];
	throw thrown;
});



/***/ }),

/***/ 3162:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ readTemplate)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);

// src/rollout/survey/group-templates.ts
async function readTemplate(named, { reads, ask }) {
	const [template, saved] = await Promise.all([ask(reads.template(named.id)), ask(reads.version(named.id, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(named.version)))]);
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.L)(named, {
		template,
		saved
	});
}



/***/ })

};
