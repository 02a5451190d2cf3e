export const id = 8096;
export const ids = [8096];
export const modules = {

/***/ 8096:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  cancelInPost: () => (/* binding */ cancelInPost),
  onInstanceOf: () => (/* binding */ onInstanceOf)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _rollout_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2330);
var node_crypto__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7598);



// src/rollout/on-instance/commands.ts
const SEARCHES = 5;
const SEARCH_PAUSE = 2500;
const CANCEL_LIMIT = 3e4;
var OpenCommands = class {
	#ports;
	#open = [];
	constructor(ports) {
		this.#ports = ports;
	}
	get all() {
		return this.#open;
	}
	async send(command) {
		const { comment, instances } = command;
		const open = {
			comment,
			instances,
			sent: this.#ports.clock.now()
		};
		this.#change([...this.#open, open]);
		const sent = await this.#ports.writes.sendCommand(command).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
		if (typeof sent === "string") this.#change(this.#open.map((each) => each === open ? {
			...open,
			id: sent
		} : each));
		else if (sent.kind !== "lost") this.over(comment);
		return typeof sent === "string" ? void 0 : sent;
	}
	async find(open) {
		if (open.id !== void 0) return open;
		const id = await this.#ports.reads.commandBy(open.comment, this.#ports.clock.now() - open.sent);
		if (id === void 0) return open;
		const found = {
			...open,
			id
		};
		this.#change(this.#open.map((each) => each.comment === open.comment ? found : each));
		return found;
	}
	over(comment) {
		this.#change(this.#open.filter((each) => each.comment !== comment));
	}
	async cancel() {
		const open = this.#open;
		await cancelCommands(this.#ports, open);
		this.#change(this.#open.filter((each) => !open.some(({ comment }) => comment === each.comment)));
	}
	#change(open) {
		this.#open = open;
		this.#ports.note(open);
	}
};
async function cancelCommands(ports, commands) {
	await Promise.all(commands.map((each) => cancel(ports, each)));
}
async function cancel({ reads, writes, clock, stop, warn }, open) {
	const retryLimit = {
		limit: CANCEL_LIMIT,
		throttled: CANCEL_LIMIT,
		stop
	};
	const id = open.id ?? await search({
		reads: reads.retrying(retryLimit),
		clock,
		stop
	}, open);
	if (id === void 0) return;
	const problem = await writes.retrying(retryLimit).cancelCommand(id).then(() => void 0, _action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
	if (problem) warn(`verify-on-instance may still run on ${open.instances.length} instances: ${problem.operation} failed (${problem.code}). To cancel it: \`${(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.ht)(id)}\`.`);
}
async function search({ reads, clock, stop }, { comment, sent }) {
	for (let turn = 1;; turn++) {
		const id = await reads.commandBy(comment, clock.now() - sent).catch(notFound);
		if (id !== void 0 || turn >= SEARCHES) return id;
		await clock.sleep(SEARCH_PAUSE, stop);
	}
}
const notFound = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
};
// src/rollout/on-instance/concurrency.ts
const AROUND = 15e3;
const MARGIN = 1.5;
function atOnce({ all, left, timeLeft, longest }) {
	const turns = Math.floor(timeLeft / (longest * MARGIN + AROUND));
	return turns < 2 ? left : Math.max(Math.ceil(all / 10), Math.ceil(left / turns));
}
// src/rollout/on-instance/presence.ts
const goneInstances = (reads, check) => check.step === "trial" ? endedTrials(reads, check) : outOfService(reads, check);
async function outOfService(reads, { facts, instances }) {
	const group = await reads.group(facts["group"] ?? "");
	if (!group) return [];
	const inService = new Set(group.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt).map(({ id }) => id));
	return instances.filter((id) => !inService.has(id));
}
async function endedTrials(reads, { instances }) {
	const seen = await reads.ec2Instances(instances);
	return instances.filter((id) => !["pending", "running"].includes(seen.get(id)?.state ?? "pending"));
}
const queued = {
	state: "waiting",
	why: {
		cause: "late",
		says: "no command was sent yet"
	}
};
const beginning = (instances, passed) => new Map(instances.map((id) => [id, passed.has(id) ? { state: "passed" } : queued]));
const inState = (progress, state) => [...progress].flatMap(([id, of]) => of.state === state ? [id] : []);
function withState(progress, instances, to) {
	const next = new Map(progress);
	for (const id of instances) next.set(id, to);
	return next;
}
const withoutGone = (progress, gone) => withState(progress, gone.filter((id) => progress.get(id)?.state !== "passed"), { state: "gone" });
function withInvocations(progress, { comment, sent }, { found, now }) {
	const next = new Map(progress);
	for (const [id, of] of progress) {
		if (of.state !== "sent" || of.comment !== comment) continue;
		const status = found.find(({ instance }) => instance === id)?.status;
		if (status === void 0 && now - sent > 3e4) next.set(id, queued);
		if (status === "Success") next.set(id, { state: "passed" });
		else if (status !== void 0 && status !== "unfinished") next.set(id, {
			state: "failed",
			comment,
			status
		});
	}
	return next;
}
function withoutTerminated(progress, commands) {
	const next = new Map(progress);
	for (const { comment, instances } of commands) {
		const isCausedByGone = instances.some((id) => progress.get(id)?.state === "gone");
		for (const [id, of] of progress) if (isCausedByGone && of.state === "failed" && of.comment === comment && of.status === "Terminated") next.set(id, queued);
	}
	return next;
}
function failedInstance(progress) {
	const failed = [...progress].flatMap(([instance, of]) => of.state === "failed" ? [{
		instance,
		...of
	}] : []);
	return failed.find(({ status }) => status === "Failed") ?? failed.find(({ status }) => status !== "Terminated") ?? failed[0];
}
const isComplete = (progress) => [...progress.values()].every(({ state }) => state === "passed" || state === "gone");
function unfinished(progress) {
	const open = [...progress].flatMap(([instance, of]) => {
		if (of.state === "waiting") return [{
			instance,
			...of.why
		}];
		if (of.state === "failed") return [{
			instance,
			cause: "command",
			says: of.status
		}];
		return of.state === "sent" ? [{
			instance,
			cause: "late",
			says: "the script has not ended"
		}] : [];
	});
	return open.find(({ cause }) => cause === "unmanaged") ?? open[0];
}
// src/rollout/on-instance/step.ts
const PAUSE = 5e3;
const MOST_IDS = 50;
const SHORTEST = 5e3;
const BEFORE_END = 15e3;
const MOST_REFUSALS = 3;
const PRESENCE = 3;
async function runStep(run) {
	const { ports, passed, over } = run;
	const { clock } = ports;
	const step = new Step(run);
	for (let turn = 0;; turn++) {
		const failed = await step.turn(turn);
		for (const id of inState(step.progress, "passed")) passed.add(id);
		if (failed) return failed;
		if (isComplete(step.progress)) return {
			result: "passed",
			tail: []
		};
		if (clock.now() >= step.until) return late(step.progress, step.problem);
		if (over.aborted) return {
			result: "running",
			tail: []
		};
		await clock.sleep(Math.min(PAUSE, step.until - clock.now()), over);
		if (over.aborted) return {
			result: "running",
			tail: []
		};
	}
}
function late(progress, problem) {
	const finding = unfinished(progress);
	const says = problem === void 0 ? finding?.says : `${finding?.says}; ${problem.operation} failed (${problem.code})`;
	return {
		result: "timed-out",
		tail: [],
		...finding && { on: {
			...finding,
			says: says ?? ""
		} }
	};
}
var Step = class {
	#run;
	until;
	progress;
	problem;
	#refusals = 0;
	#longest = 0;
	#passed = -1;
	constructor(run) {
		const { check, passed, ports } = run;
		this.#run = run;
		this.until = ports.clock.now() + check.limit;
		this.progress = beginning(check.instances, passed);
	}
	async turn(number) {
		try {
			await this.#readEnds();
			const managed = await this.#managed();
			const isLast = this.#run.ports.clock.now() + PAUSE >= this.until;
			if (failedInstance(this.progress) || isLast || number % PRESENCE === 2) await this.#readPresence();
			this.progress = withoutTerminated(this.progress, this.#run.commands.all);
			const failed = failedInstance(this.progress);
			if (failed) return await this.#failure(failed);
			this.problem = void 0;
			const refused = await this.#sendNext(managed);
			if (refused) return refused;
		} catch (thrown) {
			const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
			this.problem = problem;
			if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(problem) && problem.kind !== "expired") return this.#refusal(problem);
		}
		this.#sayPassed();
	}
	get #reads() {
		return this.#run.ports.reads.within(this.#run.over);
	}
	async #readEnds() {
		const { commands, ports } = this.#run;
		for (const open of commands.all) {
			const { id } = await commands.find(open);
			const now = ports.clock.now();
			if (id === void 0) {
				if (now - open.sent > 3e4) this.#drop(open.comment);
				continue;
			}
			const found = await this.#reads.invocations(id);
			this.progress = withInvocations(this.progress, open, {
				found,
				now
			});
			const isFailed = [...this.progress.values()].some((of) => of.state === "failed" && of.comment === open.comment);
			this.#longest = Math.max(this.#longest, now - open.sent);
			if (!isFailed && !this.#isOpen(open.comment)) commands.over(open.comment);
		}
	}
	#isOpen = (comment) => [...this.progress.values()].some((of) => of.state === "sent" && of.comment === comment);
	#drop(comment) {
		const lost = [...this.progress].flatMap(([id, of]) => of.state === "sent" && of.comment === comment ? [id] : []);
		const why = {
			cause: "refused",
			says: "the answer to SendCommand was lost, and no such command is listed"
		};
		this.progress = withState(this.progress, lost, {
			state: "waiting",
			why
		});
		this.#run.commands.over(comment);
	}
	async #managed() {
		const waiting = inState(this.progress, "waiting");
		if (waiting.length === 0) return [];
		const found = await this.#reads.managedInstances(waiting);
		for (const id of waiting) {
			const seen = found.find((each) => each.id === id);
			if (seen?.isOnline) continue;
			const says = seen ? "its agent is out of touch (ConnectionLost)" : "Systems Manager does not manage it";
			this.progress = withState(this.progress, [id], {
				state: "waiting",
				why: {
					cause: "unmanaged",
					says
				}
			});
		}
		return found.filter(({ isOnline }) => isOnline);
	}
	async #readPresence() {
		this.progress = withoutGone(this.progress, await goneInstances(this.#reads, this.#run.check));
	}
	async #sendNext(managed) {
		const { ports, script, commands, check, over, nextNumber } = this.#run;
		const timeLeft = this.until - ports.clock.now();
		const limit = timeLeft - BEFORE_END;
		const running = inState(this.progress, "sent").length;
		const waiting = inState(this.progress, "waiting");
		const most = atOnce({
			all: check.instances.length,
			left: waiting.length + running,
			timeLeft,
			longest: this.#longest
		});
		const ready = managed.filter(({ id }) => waiting.includes(id)).slice(0, Math.max(0, most - running));
		for (const isWindows of [false, true]) for (const instances of inBatches(ready.filter((each) => each.isWindows === isWindows))) {
			if (limit < SHORTEST || over.aborted) return void 0;
			const comment = `ami-rollout run=${script.run}/${script.attempt} ${script.mark} ${nextNumber()}`;
			const at = ports.clock.now();
			this.progress = withState(this.progress, instances, {
				state: "sent",
				comment,
				at
			});
			const problem = await commands.send({
				comment,
				script: script.script,
				instances,
				isWindows,
				limit
			});
			if (!problem) this.#refusals = 0;
			else if (problem.kind !== "lost") {
				const why = {
					cause: "refused",
					says: `${problem.operation} failed (${problem.code})`
				};
				this.progress = withState(this.progress, instances, {
					state: "waiting",
					why
				});
				if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(problem) && problem.kind !== "expired" && problem.code !== "InvalidInstanceId") return this.#refusal(problem);
			}
		}
	}
	#refusal(problem) {
		this.#refusals += 1;
		if (problem.kind === "denied" && this.#refusals < MOST_REFUSALS) return void 0;
		return {
			result: "failed",
			tail: [],
			on: {
				instance: unfinished(this.progress)?.instance ?? this.#run.check.instances[0] ?? "",
				cause: "refused",
				says: `${problem.operation} failed (${problem.code})`
			}
		};
	}
	async #failure({ instance, status, comment }) {
		const { ports, commands } = this.#run;
		const id = commands.all.find((each) => each.comment === comment)?.id;
		const output = id === void 0 ? void 0 : await this.#reads.commandOutput(id, instance).catch(nothing);
		const tail = output?.tail ?? [];
		if (!this.#isOpen(comment)) commands.over(comment);
		for (const line of tail) ports.say(`${instance} | ${line}`);
		return {
			result: "failed",
			tail,
			on: {
				instance,
				cause: status === "Failed" || status === "ExecutionTimedOut" ? "script" : "command",
				says: status
			},
			...output?.exit !== void 0 && { exit: output.exit }
		};
	}
	#sayPassed() {
		const { ports, check } = this.#run;
		const passed = inState(this.progress, "passed").length;
		const gone = inState(this.progress, "gone").length;
		if (passed === this.#passed) return;
		this.#passed = passed;
		const left = gone > 0 ? `, ${gone} left out: no longer in service` : "";
		ports.say(`${passed} of ${check.instances.length} instances passed (${check.step})${left}`);
	}
};
const inBatches = (of) => Array.from({ length: Math.ceil(of.length / MOST_IDS) }, (_, i) => of.slice(i * MOST_IDS, (i + 1) * MOST_IDS).map(({ id }) => id));
const nothing = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
};
// src/rollout/on-instance/runner.ts
function verifyOnInstances(ports, script) {
	const passed = /* @__PURE__ */ new Set();
	const commands = new OpenCommands(ports);
	let commandCount = 0;
	const nextNumber = () => {
		commandCount += 1;
		return commandCount;
	};
	let current;
	let result;
	let closing = Promise.resolve();
	let bug;
	const end = () => {
		const ending = current;
		current = void 0;
		if (!ending) return;
		ending.over.abort("over");
		closing = Promise.all([closing, ending.done.then(() => commands.cancel())]).then(() => void 0);
	};
	return {
		start(check) {
			end();
			const over = new AbortController();
			const { step } = check;
			result = {
				step,
				result: "running",
				tail: []
			};
			const run = async () => {
				await closing;
				const ended = await runStep({
					ports,
					script,
					check,
					passed,
					commands,
					over: over.signal,
					nextNumber
				});
				if (current?.over === over) result = {
					step,
					...ended
				};
			};
			current = {
				over,
				done: run().catch((thrown) => {
					bug = { thrown };
				})
			};
		},
		result() {
			if (bug) throw bug.thrown;
			return result;
		},
		async end() {
			end();
		},
		closed: () => closing
	};
}
function together(onRunner, onInstance) {
	return {
		start(check) {
			onRunner.start(check);
			onInstance.start(check);
		},
		result() {
			const all = [onRunner.result(), onInstance.result()].flatMap((each) => each ?? []);
			return all.find(isFailed) ?? all.find(({ result }) => result === "running") ?? all[0];
		},
		async end() {
			await Promise.all([onRunner.end(), onInstance.end()]);
		},
		closed: () => onInstance.closed()
	};
}
const isFailed = ({ result }) => result === "failed" || result === "timed-out";
// src/on-instance.ts
const listenersFor = ({ region }) => ({
	say: (line) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pa)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tt)(`  verify-on-instance | ${line}`)),
	warn: (text) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ga)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tt)((0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.bt)(text, region)), { title: "AMI rollout: verify-on-instance" })
});
const onInstanceOf = ({ verifyOnInstance: script, rollout: { run, attempt, group } }, access) => (ports, onRunner) => {
	const mark = (0,node_crypto__WEBPACK_IMPORTED_MODULE_2__.createHash)("sha256").update(JSON.stringify([group, ports.clock.now()])).digest("hex").slice(0, 12);
	const note = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Z)(access);
	return together(onRunner, verifyOnInstances({
		...ports,
		...listenersFor(access),
		note
	}, {
		script,
		run: run.id,
		attempt,
		mark
	}));
};
async function cancelInPost(context, access) {
	await cancelCommands({
		...context,
		...listenersFor(access)
	}, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.X)());
}



/***/ })

};
