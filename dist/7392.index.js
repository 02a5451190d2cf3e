export const id = 7392;
export const ids = [7392];
export const modules = {

/***/ 7392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  archiveImages: () => (/* binding */ archiveImages),
  previewArchive: () => (/* binding */ previewArchive),
  retireImages: () => (/* binding */ retireImages)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);

// src/rollout/plan/image-clean-up.ts
const UNUSED_FOR = 2592e6;
const SOON = 3e5;
function candidatesOf(template, versions, images) {
	const claims = images.flatMap(({ id, retired }) => retired?.template === template ? retired.versions.map((version) => ({
		id,
		version
	})) : []);
	const isSure = (claim) => claims.every(({ id, version }) => version !== claim.version || id === claim.id) && versions.every(({ version, image }) => version !== claim.version || image === claim.id);
	return images.flatMap((image) => {
		const named = versions.filter((each) => each.image === image.id && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(each, versions) !== void 0);
		if (named.length === 0 && image.retired?.template !== template) return [];
		const claimed = claims.filter((claim) => claim.id === image.id && isSure(claim));
		return [{
			image,
			versions: [...new Set([...named, ...claimed].map(({ version }) => version))]
		}];
	});
}
const undecided = (facts) => facts.candidates.flatMap((each) => isArchived(each.image, facts) || keptBecause(each, facts) ? [] : [each.image]);
function imageCleanUp(facts, others) {
	const { template, archive, candidates } = facts;
	const decided = candidates.filter(({ image }) => !isArchived(image, facts)).map((each) => ({
		image: each.image,
		because: keptBecause(each, facts) ?? usedElsewhere(each.image, facts, others)
	})).toSorted((a, b) => (a.image.created ?? 0) - (b.image.created ?? 0));
	return {
		template,
		archive,
		archived: decided.flatMap(({ image, because }) => because ? [] : [image]),
		kept: decided.flatMap(({ image, because }) => because ? [{
			image,
			because
		}] : [])
	};
}
const isArchived = ({ state, deprecated }, { archive, at }) => state === "disabled" || archive.how === "deprecate" && deprecated !== void 0 && deprecated <= at + SOON;
function keptBecause(candidate, facts) {
	const { image } = candidate;
	const { account, archive, rollbackTargets, remaining, uses, at } = facts;
	if (image.owner !== account) return { why: "owner" };
	if (image.state !== "available") return {
		why: "state",
		state: image.state
	};
	if (isAmongNewest(candidate, facts)) return { why: "newest" };
	const target = rollbackTargets.find((each) => each.image === image.id);
	if (target) return {
		why: "rollback-target",
		version: target.version
	};
	const named = remaining.find((each) => each.image === image.id);
	if (named) return {
		why: "version",
		name: named.name,
		version: named.version
	};
	const use = uses.find((each) => each.image === image.id);
	if (use) return whyUsed(use);
	if (proofOf(candidate, facts) === "unknown") return { why: "unproven" };
	if (image.isPublic !== false) return { why: "public" };
	if (archive.how === "disable" && (image.lastLaunched === void 0 || image.lastLaunched > at - UNUSED_FOR)) return {
		why: "launched",
		...image.lastLaunched !== void 0 && { last: image.lastLaunched }
	};
}
function whyUsed(use) {
	switch (use.by) {
		case "instance": return {
			why: use.by,
			instance: use.instance
		};
		case "override": return {
			why: use.by,
			group: use.group
		};
		case "launch-configuration": return {
			why: use.by,
			name: use.name
		};
	}
}
function isAmongNewest({ image }, facts) {
	const { created } = image;
	if (created === void 0) return true;
	return facts.candidates.filter((each) => (each.image.created ?? 0) > created && each.image.state === "available" && !isArchived(each.image, facts) && proofOf(each, facts) === "succeeded").length < facts.archive.keep;
}
function proofOf({ versions }, { template, refreshes, proven }) {
	const its = versions.map((version) => ({
		id: template,
		version
	}));
	if (its.some(({ id, version }) => proven.some((each) => each.id === id && each.version === version))) return "succeeded";
	const ended = refreshes.filter((refresh) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(refresh.status) && its.some((version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(refresh, version)));
	if (ended.some(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(status))) return "succeeded";
	return ended.length > 0 ? "failed" : "unknown";
}
function usedElsewhere({ id }, { remaining, template }, others) {
	if (others.shared.has(id)) return { why: "shared" };
	const own = new Set([template, ...remaining.map((each) => each.id)].map((each) => `launch-template/${each}`));
	const reference = others.references.find((each) => each.image === id && !own.has(each.resource));
	return reference && {
		why: "reference",
		type: reference.type,
		resource: reference.resource
	};
}
// src/rollout/execute/archive/image-facts.ts
async function imagesToArchive(reads, of, question) {
	const facts = await factsOf(reads, of, question);
	const open = undecided(facts).map(({ id }) => id);
	if (open.length === 0) return imageCleanUp(facts, {
		shared: /* @__PURE__ */ new Set(),
		references: []
	});
	const references = await agreed(reads, of, {
		open,
		uses: facts.uses
	});
	const shared = /* @__PURE__ */ new Set();
	for (const id of open) if (await reads.isImageShared(id)) shared.add(id);
	return imageCleanUp(facts, {
		shared,
		references
	});
}
async function factsOf(reads, { users, gone, known }, { group, archive, all, proven }) {
	const { id: template } = users.template;
	const { versions, refreshes } = users.history;
	const retired = await reads.retiredImages(template);
	const ids = [.../* @__PURE__ */ new Set([...versions.map(({ image }) => image), ...retired.map(({ id }) => id)])];
	const images = await reads.images(ids.filter((id) => id.startsWith("ami-")));
	const candidates = candidatesOf(template, versions, [...images, ...retired.filter(({ id }) => images.every((each) => each.id !== id))]);
	const [remaining, uses] = await Promise.all([remainingVersions(reads, all), reads.imageUses([.../* @__PURE__ */ new Set([...candidates.map(({ image }) => image.id), known.image])])]);
	const { at, account } = group;
	return {
		account,
		at,
		template,
		archive,
		candidates,
		remaining,
		rollbackTargets: targetsOf(users, gone),
		refreshes,
		proven,
		uses
	};
}
async function remainingVersions(reads, all) {
	const stay = all.flatMap(({ users, gone }) => users.history.versions.filter((each) => !gone.includes(each)));
	return Promise.all(stay.map(async (version) => {
		if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(version) === void 0) return version;
		const image = await reads.imageMeant(version.id, version.version);
		return {
			...version,
			image: image ?? version.image
		};
	}));
}
function targetsOf({ history }, gone) {
	const versions = history.versions.filter((each) => !gone.includes(each));
	const target = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__._)({
		...history,
		versions
	}, "previous");
	return target.type === "version" ? [target.version] : [];
}
async function agreed(reads, { known: { id, image } }, { open, uses }) {
	const isNamed = image.startsWith("ami-");
	const references = await reads.imageReferences(open, isNamed ? image : void 0);
	const its = references.filter((each) => each.image === image);
	const isRun = uses.some((each) => each.by === "instance" && each.image === image);
	const isComplete = its.some(({ resource }) => resource === `launch-template/${id}`) && (!isRun || its.some(({ type }) => type === "ec2:Instance"));
	if (!isNamed || isComplete) return references;
	throw new _action_js__WEBPACK_IMPORTED_MODULE_0__.Vn({
		kind: "rejected",
		operation: "DescribeImageReferences",
		code: "IncompleteAnswer",
		message: `the answer does not name all that is known to use ${image}: a permission may be missing`
	});
}
// src/rollout/execute/archive/archive-images.ts
async function retireImages({ writes, clock, emit }, account, { template, images, versions: gone }) {
	const tagged = [];
	try {
		for (const { id, retired } of images.filter(({ owner, state }) => owner === account && state !== "disabled")) {
			const before = retired?.template === template ? retired.versions : [];
			const its = gone.flatMap(({ version, image }) => image === id ? [version] : []);
			const versions = [.../* @__PURE__ */ new Set([...before, ...its])].toSorted((a, b) => a - b);
			if (versions.length === before.length) continue;
			await writes.retireImage(id, {
				template,
				versions
			});
			tagged.push(id);
		}
	} finally {
		const finalStep = {
			what: "images",
			did: "retired",
			template,
			images: tagged
		};
		if (tagged.length > 0) emit({
			type: "final-step",
			at: clock.now(),
			finalStep
		});
	}
}
async function archiveImages(context, template, question) {
	const { reads, clock, emit } = context;
	const of = question.all.find(({ users }) => users.template.id === template);
	const cleanUp = of && await imagesToArchive(reads, of, question);
	if (!cleanUp || cleanUp.archived.length + cleanUp.kept.length === 0) return [];
	emit({
		type: "archiving-images",
		at: clock.now(),
		cleanUp
	});
	const { how } = question.archive;
	const { images, left } = await archiveAll(context, cleanUp.archived, how);
	const command = archiveCommand(left.map(({ image }) => image), how);
	return [...images.length > 0 ? [{
		what: "images",
		did: "archived",
		how,
		images
	}] : [], ...left.length > 0 ? [{
		what: "images",
		did: "unarchived",
		left,
		command
	}] : []];
}
async function archiveAll({ writes, stop }, images, how) {
	const done = [];
	const left = [];
	for (const [i, { id }] of images.entries()) {
		if (stop.aborted) break;
		try {
			await writes.archiveImage(id, how);
			done.push(id);
		} catch (thrown) {
			const { kind, code, message } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
			const isOfThisImage = kind === "rejected" || kind === "missing";
			left.push(...images.slice(i, isOfThisImage ? i + 1 : void 0).map((each) => ({
				image: each.id,
				code,
				message
			})));
			if (!isOfThisImage) break;
		}
	}
	return {
		images: done,
		left
	};
}
async function previewArchive({ reads, clock, emit }, question) {
	for (const of of question.all) {
		const cleanUp = await imagesToArchive(reads, of, question);
		emit({
			type: "archiving-images",
			at: clock.now(),
			cleanUp
		});
	}
}
const MOST_NAMED = 5;
function archiveCommand(images, how) {
	const one = (id) => how === "disable" ? `aws ec2 disable-image --image-id ${id}` : `aws ec2 enable-image-deprecation --image-id ${id} --deprecate-at "$(date -u -d '+2 minutes' +%FT%TZ)"`;
	return images.slice(0, MOST_NAMED).map(one).join(" && ");
}



/***/ })

};
