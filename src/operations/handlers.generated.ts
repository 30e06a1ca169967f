// Made by build/manifest.gen.ts from src/operations/contracts: change those, then `npm run gen`.

import type { agentJoin, agentKill, agentLeave, agentPrime, agentPs, agentWhoami, chunkAdd, chunkDone, chunkList, chunkRemove, chunkUpdate, configCheck, configDefaultProfile, configExplain, configLimit, configLimits, configPolicyAdd, configPolicyList, configPolicyRemove, configProfileAdd, configProfileList, configProfileRemove, configQueueAdd, configQueueList, configQueueRemove, configSchema, configSet, configShow, configSource, configUnset, configWrite, eventEmit, eventPoll, eventSubscribe, harnessMatrix, harnessProbe, harnessSetup, hookMail, hookOpen, leaderShow, leaderStepDown, lockBreak, lockCheck, lockList, lockRelease, lockTake, logHistogram, logList, memoryForget, memoryList, memoryRecall, memoryRemember, messageAsk, messageInbox, messageList, messageQuestions, messageReply, messageSeen, messageSend, messageShow, messageThread, pipelineAccept, pipelineAgents, pipelineChange, pipelineCreate, pipelineDuplicate, pipelineEdit, pipelineGraph, pipelineList, pipelineOffered, pipelineParams, pipelinePermissions, pipelinePublish, pipelinePull, pipelineRemove, pipelineSchema, pipelineSearch, pipelineSetDefault, pipelineShow, pipelineTemplates, pipelineValidate, pipelineVersions, pipelineWrite, policyTest, queueEnqueue, queueList, queueShow, recordPriority, recordShow, requestApprove, requestAsk, requestList, requestReject, requestRule, requestShow, runAnswer, runApprove, runCancel, runContext, runFix, runList, runReject, runRestart, runShow, runStart, runStep, runTidy, runTokens, runWatch, sessionChanges, sessionFork, sessionInterrupt, sessionList, sessionResume, sessionShow, sessionStart, sessionTranscript, sessionTurns, spawnAllow, spawnStart, taskAdd, taskAssign, taskAttempts, taskBoard, taskCancel, taskClaim, taskDeps, taskDone, taskEdit, taskExplain, taskFail, taskList, taskNote, taskProgress, taskReady, taskRelease, taskRetry, taskShow, taskSteal, usageBudgets, usageDays, usageShow, workspaceDoctor, workspaceExport, workspaceImport, workspaceInit, workspacePause, workspaceRecover, workspaceResume, workspaceStatus } from './contracts/index.ts';
import type { Context } from './context.ts';
import type { InputOf, OutputOf } from './define.ts';

export interface Inputs {
  'agent.join': InputOf<typeof agentJoin>;
  'agent.kill': InputOf<typeof agentKill>;
  'agent.leave': InputOf<typeof agentLeave>;
  'agent.prime': InputOf<typeof agentPrime>;
  'agent.ps': InputOf<typeof agentPs>;
  'agent.whoami': InputOf<typeof agentWhoami>;
  'chunk.add': InputOf<typeof chunkAdd>;
  'chunk.done': InputOf<typeof chunkDone>;
  'chunk.list': InputOf<typeof chunkList>;
  'chunk.remove': InputOf<typeof chunkRemove>;
  'chunk.update': InputOf<typeof chunkUpdate>;
  'config.check': InputOf<typeof configCheck>;
  'config.default-profile': InputOf<typeof configDefaultProfile>;
  'config.explain': InputOf<typeof configExplain>;
  'config.limit': InputOf<typeof configLimit>;
  'config.limits': InputOf<typeof configLimits>;
  'config.policy-add': InputOf<typeof configPolicyAdd>;
  'config.policy-list': InputOf<typeof configPolicyList>;
  'config.policy-remove': InputOf<typeof configPolicyRemove>;
  'config.profile-add': InputOf<typeof configProfileAdd>;
  'config.profile-list': InputOf<typeof configProfileList>;
  'config.profile-remove': InputOf<typeof configProfileRemove>;
  'config.queue-add': InputOf<typeof configQueueAdd>;
  'config.queue-list': InputOf<typeof configQueueList>;
  'config.queue-remove': InputOf<typeof configQueueRemove>;
  'config.schema': InputOf<typeof configSchema>;
  'config.set': InputOf<typeof configSet>;
  'config.show': InputOf<typeof configShow>;
  'config.source': InputOf<typeof configSource>;
  'config.unset': InputOf<typeof configUnset>;
  'config.write': InputOf<typeof configWrite>;
  'event.emit': InputOf<typeof eventEmit>;
  'event.poll': InputOf<typeof eventPoll>;
  'event.subscribe': InputOf<typeof eventSubscribe>;
  'harness.matrix': InputOf<typeof harnessMatrix>;
  'harness.probe': InputOf<typeof harnessProbe>;
  'harness.setup': InputOf<typeof harnessSetup>;
  'hook.mail': InputOf<typeof hookMail>;
  'hook.open': InputOf<typeof hookOpen>;
  'leader.show': InputOf<typeof leaderShow>;
  'leader.step-down': InputOf<typeof leaderStepDown>;
  'lock.break': InputOf<typeof lockBreak>;
  'lock.check': InputOf<typeof lockCheck>;
  'lock.list': InputOf<typeof lockList>;
  'lock.release': InputOf<typeof lockRelease>;
  'lock.take': InputOf<typeof lockTake>;
  'log.histogram': InputOf<typeof logHistogram>;
  'log.list': InputOf<typeof logList>;
  'memory.forget': InputOf<typeof memoryForget>;
  'memory.list': InputOf<typeof memoryList>;
  'memory.recall': InputOf<typeof memoryRecall>;
  'memory.remember': InputOf<typeof memoryRemember>;
  'message.ask': InputOf<typeof messageAsk>;
  'message.inbox': InputOf<typeof messageInbox>;
  'message.list': InputOf<typeof messageList>;
  'message.questions': InputOf<typeof messageQuestions>;
  'message.reply': InputOf<typeof messageReply>;
  'message.seen': InputOf<typeof messageSeen>;
  'message.send': InputOf<typeof messageSend>;
  'message.show': InputOf<typeof messageShow>;
  'message.thread': InputOf<typeof messageThread>;
  'pipeline.accept': InputOf<typeof pipelineAccept>;
  'pipeline.agents': InputOf<typeof pipelineAgents>;
  'pipeline.change': InputOf<typeof pipelineChange>;
  'pipeline.create': InputOf<typeof pipelineCreate>;
  'pipeline.duplicate': InputOf<typeof pipelineDuplicate>;
  'pipeline.edit': InputOf<typeof pipelineEdit>;
  'pipeline.graph': InputOf<typeof pipelineGraph>;
  'pipeline.list': InputOf<typeof pipelineList>;
  'pipeline.offered': InputOf<typeof pipelineOffered>;
  'pipeline.params': InputOf<typeof pipelineParams>;
  'pipeline.permissions': InputOf<typeof pipelinePermissions>;
  'pipeline.publish': InputOf<typeof pipelinePublish>;
  'pipeline.pull': InputOf<typeof pipelinePull>;
  'pipeline.remove': InputOf<typeof pipelineRemove>;
  'pipeline.schema': InputOf<typeof pipelineSchema>;
  'pipeline.search': InputOf<typeof pipelineSearch>;
  'pipeline.set-default': InputOf<typeof pipelineSetDefault>;
  'pipeline.show': InputOf<typeof pipelineShow>;
  'pipeline.templates': InputOf<typeof pipelineTemplates>;
  'pipeline.validate': InputOf<typeof pipelineValidate>;
  'pipeline.versions': InputOf<typeof pipelineVersions>;
  'pipeline.write': InputOf<typeof pipelineWrite>;
  'policy.test': InputOf<typeof policyTest>;
  'queue.enqueue': InputOf<typeof queueEnqueue>;
  'queue.list': InputOf<typeof queueList>;
  'queue.show': InputOf<typeof queueShow>;
  'record.priority': InputOf<typeof recordPriority>;
  'record.show': InputOf<typeof recordShow>;
  'request.approve': InputOf<typeof requestApprove>;
  'request.ask': InputOf<typeof requestAsk>;
  'request.list': InputOf<typeof requestList>;
  'request.reject': InputOf<typeof requestReject>;
  'request.rule': InputOf<typeof requestRule>;
  'request.show': InputOf<typeof requestShow>;
  'run.answer': InputOf<typeof runAnswer>;
  'run.approve': InputOf<typeof runApprove>;
  'run.cancel': InputOf<typeof runCancel>;
  'run.context': InputOf<typeof runContext>;
  'run.fix': InputOf<typeof runFix>;
  'run.list': InputOf<typeof runList>;
  'run.reject': InputOf<typeof runReject>;
  'run.restart': InputOf<typeof runRestart>;
  'run.show': InputOf<typeof runShow>;
  'run.start': InputOf<typeof runStart>;
  'run.step': InputOf<typeof runStep>;
  'run.tidy': InputOf<typeof runTidy>;
  'run.tokens': InputOf<typeof runTokens>;
  'run.watch': InputOf<typeof runWatch>;
  'session.changes': InputOf<typeof sessionChanges>;
  'session.fork': InputOf<typeof sessionFork>;
  'session.interrupt': InputOf<typeof sessionInterrupt>;
  'session.list': InputOf<typeof sessionList>;
  'session.resume': InputOf<typeof sessionResume>;
  'session.show': InputOf<typeof sessionShow>;
  'session.start': InputOf<typeof sessionStart>;
  'session.transcript': InputOf<typeof sessionTranscript>;
  'session.turns': InputOf<typeof sessionTurns>;
  'spawn.allow': InputOf<typeof spawnAllow>;
  'spawn.start': InputOf<typeof spawnStart>;
  'task.add': InputOf<typeof taskAdd>;
  'task.assign': InputOf<typeof taskAssign>;
  'task.attempts': InputOf<typeof taskAttempts>;
  'task.board': InputOf<typeof taskBoard>;
  'task.cancel': InputOf<typeof taskCancel>;
  'task.claim': InputOf<typeof taskClaim>;
  'task.deps': InputOf<typeof taskDeps>;
  'task.done': InputOf<typeof taskDone>;
  'task.edit': InputOf<typeof taskEdit>;
  'task.explain': InputOf<typeof taskExplain>;
  'task.fail': InputOf<typeof taskFail>;
  'task.list': InputOf<typeof taskList>;
  'task.note': InputOf<typeof taskNote>;
  'task.progress': InputOf<typeof taskProgress>;
  'task.ready': InputOf<typeof taskReady>;
  'task.release': InputOf<typeof taskRelease>;
  'task.retry': InputOf<typeof taskRetry>;
  'task.show': InputOf<typeof taskShow>;
  'task.steal': InputOf<typeof taskSteal>;
  'usage.budgets': InputOf<typeof usageBudgets>;
  'usage.days': InputOf<typeof usageDays>;
  'usage.show': InputOf<typeof usageShow>;
  'workspace.doctor': InputOf<typeof workspaceDoctor>;
  'workspace.export': InputOf<typeof workspaceExport>;
  'workspace.import': InputOf<typeof workspaceImport>;
  'workspace.init': InputOf<typeof workspaceInit>;
  'workspace.pause': InputOf<typeof workspacePause>;
  'workspace.recover': InputOf<typeof workspaceRecover>;
  'workspace.resume': InputOf<typeof workspaceResume>;
  'workspace.status': InputOf<typeof workspaceStatus>;
}

/** What a body gives; a stream gives its values one by one. */
export interface Outputs {
  'agent.join': OutputOf<typeof agentJoin>;
  'agent.kill': OutputOf<typeof agentKill>;
  'agent.leave': OutputOf<typeof agentLeave>;
  'agent.prime': OutputOf<typeof agentPrime>;
  'agent.ps': OutputOf<typeof agentPs>;
  'agent.whoami': OutputOf<typeof agentWhoami>;
  'chunk.add': OutputOf<typeof chunkAdd>;
  'chunk.done': OutputOf<typeof chunkDone>;
  'chunk.list': OutputOf<typeof chunkList>;
  'chunk.remove': OutputOf<typeof chunkRemove>;
  'chunk.update': OutputOf<typeof chunkUpdate>;
  'config.check': OutputOf<typeof configCheck>;
  'config.default-profile': OutputOf<typeof configDefaultProfile>;
  'config.explain': OutputOf<typeof configExplain>;
  'config.limit': OutputOf<typeof configLimit>;
  'config.limits': OutputOf<typeof configLimits>;
  'config.policy-add': OutputOf<typeof configPolicyAdd>;
  'config.policy-list': OutputOf<typeof configPolicyList>;
  'config.policy-remove': OutputOf<typeof configPolicyRemove>;
  'config.profile-add': OutputOf<typeof configProfileAdd>;
  'config.profile-list': OutputOf<typeof configProfileList>;
  'config.profile-remove': OutputOf<typeof configProfileRemove>;
  'config.queue-add': OutputOf<typeof configQueueAdd>;
  'config.queue-list': OutputOf<typeof configQueueList>;
  'config.queue-remove': OutputOf<typeof configQueueRemove>;
  'config.schema': OutputOf<typeof configSchema>;
  'config.set': OutputOf<typeof configSet>;
  'config.show': OutputOf<typeof configShow>;
  'config.source': OutputOf<typeof configSource>;
  'config.unset': OutputOf<typeof configUnset>;
  'config.write': OutputOf<typeof configWrite>;
  'event.emit': OutputOf<typeof eventEmit>;
  'event.poll': OutputOf<typeof eventPoll>;
  'event.subscribe': OutputOf<typeof eventSubscribe>;
  'harness.matrix': OutputOf<typeof harnessMatrix>;
  'harness.probe': OutputOf<typeof harnessProbe>;
  'harness.setup': OutputOf<typeof harnessSetup>;
  'hook.mail': OutputOf<typeof hookMail>;
  'hook.open': OutputOf<typeof hookOpen>;
  'leader.show': OutputOf<typeof leaderShow>;
  'leader.step-down': OutputOf<typeof leaderStepDown>;
  'lock.break': OutputOf<typeof lockBreak>;
  'lock.check': OutputOf<typeof lockCheck>;
  'lock.list': OutputOf<typeof lockList>;
  'lock.release': OutputOf<typeof lockRelease>;
  'lock.take': OutputOf<typeof lockTake>;
  'log.histogram': OutputOf<typeof logHistogram>;
  'log.list': AsyncIterable<OutputOf<typeof logList>>;
  'memory.forget': OutputOf<typeof memoryForget>;
  'memory.list': OutputOf<typeof memoryList>;
  'memory.recall': OutputOf<typeof memoryRecall>;
  'memory.remember': OutputOf<typeof memoryRemember>;
  'message.ask': OutputOf<typeof messageAsk>;
  'message.inbox': OutputOf<typeof messageInbox>;
  'message.list': OutputOf<typeof messageList>;
  'message.questions': OutputOf<typeof messageQuestions>;
  'message.reply': OutputOf<typeof messageReply>;
  'message.seen': OutputOf<typeof messageSeen>;
  'message.send': OutputOf<typeof messageSend>;
  'message.show': OutputOf<typeof messageShow>;
  'message.thread': OutputOf<typeof messageThread>;
  'pipeline.accept': OutputOf<typeof pipelineAccept>;
  'pipeline.agents': OutputOf<typeof pipelineAgents>;
  'pipeline.change': OutputOf<typeof pipelineChange>;
  'pipeline.create': OutputOf<typeof pipelineCreate>;
  'pipeline.duplicate': OutputOf<typeof pipelineDuplicate>;
  'pipeline.edit': OutputOf<typeof pipelineEdit>;
  'pipeline.graph': OutputOf<typeof pipelineGraph>;
  'pipeline.list': OutputOf<typeof pipelineList>;
  'pipeline.offered': OutputOf<typeof pipelineOffered>;
  'pipeline.params': OutputOf<typeof pipelineParams>;
  'pipeline.permissions': OutputOf<typeof pipelinePermissions>;
  'pipeline.publish': OutputOf<typeof pipelinePublish>;
  'pipeline.pull': OutputOf<typeof pipelinePull>;
  'pipeline.remove': OutputOf<typeof pipelineRemove>;
  'pipeline.schema': OutputOf<typeof pipelineSchema>;
  'pipeline.search': OutputOf<typeof pipelineSearch>;
  'pipeline.set-default': OutputOf<typeof pipelineSetDefault>;
  'pipeline.show': OutputOf<typeof pipelineShow>;
  'pipeline.templates': OutputOf<typeof pipelineTemplates>;
  'pipeline.validate': OutputOf<typeof pipelineValidate>;
  'pipeline.versions': OutputOf<typeof pipelineVersions>;
  'pipeline.write': OutputOf<typeof pipelineWrite>;
  'policy.test': OutputOf<typeof policyTest>;
  'queue.enqueue': OutputOf<typeof queueEnqueue>;
  'queue.list': OutputOf<typeof queueList>;
  'queue.show': OutputOf<typeof queueShow>;
  'record.priority': OutputOf<typeof recordPriority>;
  'record.show': OutputOf<typeof recordShow>;
  'request.approve': OutputOf<typeof requestApprove>;
  'request.ask': OutputOf<typeof requestAsk>;
  'request.list': OutputOf<typeof requestList>;
  'request.reject': OutputOf<typeof requestReject>;
  'request.rule': OutputOf<typeof requestRule>;
  'request.show': OutputOf<typeof requestShow>;
  'run.answer': OutputOf<typeof runAnswer>;
  'run.approve': OutputOf<typeof runApprove>;
  'run.cancel': OutputOf<typeof runCancel>;
  'run.context': OutputOf<typeof runContext>;
  'run.fix': OutputOf<typeof runFix>;
  'run.list': OutputOf<typeof runList>;
  'run.reject': OutputOf<typeof runReject>;
  'run.restart': OutputOf<typeof runRestart>;
  'run.show': OutputOf<typeof runShow>;
  'run.start': OutputOf<typeof runStart>;
  'run.step': OutputOf<typeof runStep>;
  'run.tidy': OutputOf<typeof runTidy>;
  'run.tokens': OutputOf<typeof runTokens>;
  'run.watch': AsyncIterable<OutputOf<typeof runWatch>>;
  'session.changes': OutputOf<typeof sessionChanges>;
  'session.fork': OutputOf<typeof sessionFork>;
  'session.interrupt': OutputOf<typeof sessionInterrupt>;
  'session.list': OutputOf<typeof sessionList>;
  'session.resume': OutputOf<typeof sessionResume>;
  'session.show': OutputOf<typeof sessionShow>;
  'session.start': OutputOf<typeof sessionStart>;
  'session.transcript': AsyncIterable<OutputOf<typeof sessionTranscript>>;
  'session.turns': OutputOf<typeof sessionTurns>;
  'spawn.allow': OutputOf<typeof spawnAllow>;
  'spawn.start': OutputOf<typeof spawnStart>;
  'task.add': OutputOf<typeof taskAdd>;
  'task.assign': OutputOf<typeof taskAssign>;
  'task.attempts': OutputOf<typeof taskAttempts>;
  'task.board': OutputOf<typeof taskBoard>;
  'task.cancel': OutputOf<typeof taskCancel>;
  'task.claim': OutputOf<typeof taskClaim>;
  'task.deps': OutputOf<typeof taskDeps>;
  'task.done': OutputOf<typeof taskDone>;
  'task.edit': OutputOf<typeof taskEdit>;
  'task.explain': OutputOf<typeof taskExplain>;
  'task.fail': OutputOf<typeof taskFail>;
  'task.list': OutputOf<typeof taskList>;
  'task.note': OutputOf<typeof taskNote>;
  'task.progress': OutputOf<typeof taskProgress>;
  'task.ready': OutputOf<typeof taskReady>;
  'task.release': OutputOf<typeof taskRelease>;
  'task.retry': OutputOf<typeof taskRetry>;
  'task.show': OutputOf<typeof taskShow>;
  'task.steal': OutputOf<typeof taskSteal>;
  'usage.budgets': OutputOf<typeof usageBudgets>;
  'usage.days': OutputOf<typeof usageDays>;
  'usage.show': OutputOf<typeof usageShow>;
  'workspace.doctor': OutputOf<typeof workspaceDoctor>;
  'workspace.export': AsyncIterable<OutputOf<typeof workspaceExport>>;
  'workspace.import': OutputOf<typeof workspaceImport>;
  'workspace.init': OutputOf<typeof workspaceInit>;
  'workspace.pause': OutputOf<typeof workspacePause>;
  'workspace.recover': OutputOf<typeof workspaceRecover>;
  'workspace.resume': OutputOf<typeof workspaceResume>;
  'workspace.status': OutputOf<typeof workspaceStatus>;
}

type Body<N extends keyof Inputs & keyof Outputs> = (context: Context, input: Inputs[N]) => Outputs[N] | Promise<Outputs[N]>;

/** Loads the body of one operation, and nothing else. */
export const handlers: { readonly [N in keyof Inputs]: () => Promise<Body<N>> } = {
  'agent.join': async () => (await import('./handlers/agent.ts')).join,
  'agent.kill': async () => (await import('./handlers/agent.ts')).kill,
  'agent.leave': async () => (await import('./handlers/agent.ts')).leave,
  'agent.prime': async () => (await import('./handlers/agent.ts')).prime,
  'agent.ps': async () => (await import('./handlers/agent.ts')).ps,
  'agent.whoami': async () => (await import('./handlers/agent.ts')).whoami,
  'chunk.add': async () => (await import('./handlers/chunk.ts')).add,
  'chunk.done': async () => (await import('./handlers/chunk.ts')).done,
  'chunk.list': async () => (await import('./handlers/chunk.ts')).list,
  'chunk.remove': async () => (await import('./handlers/chunk.ts')).remove,
  'chunk.update': async () => (await import('./handlers/chunk.ts')).update,
  'config.check': async () => (await import('./handlers/config.ts')).check,
  'config.default-profile': async () => (await import('./handlers/config.ts')).defaultProfile,
  'config.explain': async () => (await import('./handlers/config.ts')).explain,
  'config.limit': async () => (await import('./handlers/config.ts')).limit,
  'config.limits': async () => (await import('./handlers/config.ts')).limits,
  'config.policy-add': async () => (await import('./handlers/config.ts')).policyAdd,
  'config.policy-list': async () => (await import('./handlers/config.ts')).policyList,
  'config.policy-remove': async () => (await import('./handlers/config.ts')).policyRemove,
  'config.profile-add': async () => (await import('./handlers/config.ts')).profileAdd,
  'config.profile-list': async () => (await import('./handlers/config.ts')).profileList,
  'config.profile-remove': async () => (await import('./handlers/config.ts')).profileRemove,
  'config.queue-add': async () => (await import('./handlers/config.ts')).queueAdd,
  'config.queue-list': async () => (await import('./handlers/config.ts')).queueList,
  'config.queue-remove': async () => (await import('./handlers/config.ts')).queueRemove,
  'config.schema': async () => (await import('./handlers/config.ts')).schema,
  'config.set': async () => (await import('./handlers/config.ts')).set,
  'config.show': async () => (await import('./handlers/config.ts')).show,
  'config.source': async () => (await import('./handlers/config.ts')).source,
  'config.unset': async () => (await import('./handlers/config.ts')).unset,
  'config.write': async () => (await import('./handlers/config.ts')).write,
  'event.emit': async () => (await import('./handlers/event.ts')).emit,
  'event.poll': async () => (await import('./handlers/event.ts')).poll,
  'event.subscribe': async () => (await import('./handlers/event.ts')).subscribe,
  'harness.matrix': async () => (await import('./handlers/harness.ts')).matrix,
  'harness.probe': async () => (await import('./handlers/harness.ts')).probe,
  'harness.setup': async () => (await import('./handlers/harness.ts')).setup,
  'hook.mail': async () => (await import('./handlers/hook.ts')).mail,
  'hook.open': async () => (await import('./handlers/hook.ts')).open,
  'leader.show': async () => (await import('./handlers/leader.ts')).show,
  'leader.step-down': async () => (await import('./handlers/leader.ts')).stepDown,
  'lock.break': async () => (await import('./handlers/lock.ts')).break,
  'lock.check': async () => (await import('./handlers/lock.ts')).check,
  'lock.list': async () => (await import('./handlers/lock.ts')).list,
  'lock.release': async () => (await import('./handlers/lock.ts')).release,
  'lock.take': async () => (await import('./handlers/lock.ts')).take,
  'log.histogram': async () => (await import('./handlers/log.ts')).histogram,
  'log.list': async () => (await import('./handlers/log.ts')).list,
  'memory.forget': async () => (await import('./handlers/memory.ts')).forget,
  'memory.list': async () => (await import('./handlers/memory.ts')).list,
  'memory.recall': async () => (await import('./handlers/memory.ts')).recall,
  'memory.remember': async () => (await import('./handlers/memory.ts')).remember,
  'message.ask': async () => (await import('./handlers/message.ts')).ask,
  'message.inbox': async () => (await import('./handlers/message.ts')).inbox,
  'message.list': async () => (await import('./handlers/message.ts')).list,
  'message.questions': async () => (await import('./handlers/message.ts')).questions,
  'message.reply': async () => (await import('./handlers/message.ts')).reply,
  'message.seen': async () => (await import('./handlers/message.ts')).seen,
  'message.send': async () => (await import('./handlers/message.ts')).send,
  'message.show': async () => (await import('./handlers/message.ts')).show,
  'message.thread': async () => (await import('./handlers/message.ts')).thread,
  'pipeline.accept': async () => (await import('./handlers/pipeline.ts')).accept,
  'pipeline.agents': async () => (await import('./handlers/pipeline.ts')).agents,
  'pipeline.change': async () => (await import('./handlers/pipeline.ts')).change,
  'pipeline.create': async () => (await import('./handlers/pipeline.ts')).create,
  'pipeline.duplicate': async () => (await import('./handlers/pipeline.ts')).duplicate,
  'pipeline.edit': async () => (await import('./handlers/pipeline.ts')).edit,
  'pipeline.graph': async () => (await import('./handlers/pipeline.ts')).graph,
  'pipeline.list': async () => (await import('./handlers/pipeline.ts')).list,
  'pipeline.offered': async () => (await import('./handlers/pipeline.ts')).offered,
  'pipeline.params': async () => (await import('./handlers/pipeline.ts')).params,
  'pipeline.permissions': async () => (await import('./handlers/pipeline.ts')).permissions,
  'pipeline.publish': async () => (await import('./handlers/pipeline.ts')).publish,
  'pipeline.pull': async () => (await import('./handlers/pipeline.ts')).pull,
  'pipeline.remove': async () => (await import('./handlers/pipeline.ts')).remove,
  'pipeline.schema': async () => (await import('./handlers/pipeline.ts')).schema,
  'pipeline.search': async () => (await import('./handlers/pipeline.ts')).search,
  'pipeline.set-default': async () => (await import('./handlers/pipeline.ts')).setDefault,
  'pipeline.show': async () => (await import('./handlers/pipeline.ts')).show,
  'pipeline.templates': async () => (await import('./handlers/pipeline.ts')).templates,
  'pipeline.validate': async () => (await import('./handlers/pipeline.ts')).validate,
  'pipeline.versions': async () => (await import('./handlers/pipeline.ts')).versions,
  'pipeline.write': async () => (await import('./handlers/pipeline.ts')).write,
  'policy.test': async () => (await import('./handlers/policy.ts')).test,
  'queue.enqueue': async () => (await import('./handlers/queue.ts')).enqueue,
  'queue.list': async () => (await import('./handlers/queue.ts')).list,
  'queue.show': async () => (await import('./handlers/queue.ts')).show,
  'record.priority': async () => (await import('./handlers/record.ts')).priority,
  'record.show': async () => (await import('./handlers/record.ts')).show,
  'request.approve': async () => (await import('./handlers/request.ts')).approve,
  'request.ask': async () => (await import('./handlers/request.ts')).ask,
  'request.list': async () => (await import('./handlers/request.ts')).list,
  'request.reject': async () => (await import('./handlers/request.ts')).reject,
  'request.rule': async () => (await import('./handlers/request.ts')).rule,
  'request.show': async () => (await import('./handlers/request.ts')).show,
  'run.answer': async () => (await import('./handlers/run.ts')).answer,
  'run.approve': async () => (await import('./handlers/run.ts')).approve,
  'run.cancel': async () => (await import('./handlers/run.ts')).cancel,
  'run.context': async () => (await import('./handlers/run.ts')).context,
  'run.fix': async () => (await import('./handlers/run.ts')).fix,
  'run.list': async () => (await import('./handlers/run.ts')).list,
  'run.reject': async () => (await import('./handlers/run.ts')).reject,
  'run.restart': async () => (await import('./handlers/run.ts')).restart,
  'run.show': async () => (await import('./handlers/run.ts')).show,
  'run.start': async () => (await import('./handlers/run.ts')).start,
  'run.step': async () => (await import('./handlers/run.ts')).step,
  'run.tidy': async () => (await import('./handlers/run.ts')).tidy,
  'run.tokens': async () => (await import('./handlers/run.ts')).tokens,
  'run.watch': async () => (await import('./handlers/run.ts')).watch,
  'session.changes': async () => (await import('./handlers/session.ts')).changes,
  'session.fork': async () => (await import('./handlers/session.ts')).fork,
  'session.interrupt': async () => (await import('./handlers/session.ts')).interrupt,
  'session.list': async () => (await import('./handlers/session.ts')).list,
  'session.resume': async () => (await import('./handlers/session.ts')).resume,
  'session.show': async () => (await import('./handlers/session.ts')).show,
  'session.start': async () => (await import('./handlers/session.ts')).start,
  'session.transcript': async () => (await import('./handlers/session.ts')).transcript,
  'session.turns': async () => (await import('./handlers/session.ts')).turns,
  'spawn.allow': async () => (await import('./handlers/spawn.ts')).allow,
  'spawn.start': async () => (await import('./handlers/spawn.ts')).start,
  'task.add': async () => (await import('./handlers/task.ts')).add,
  'task.assign': async () => (await import('./handlers/task.ts')).assign,
  'task.attempts': async () => (await import('./handlers/task.ts')).attempts,
  'task.board': async () => (await import('./handlers/task.ts')).board,
  'task.cancel': async () => (await import('./handlers/task.ts')).cancel,
  'task.claim': async () => (await import('./handlers/task.ts')).claim,
  'task.deps': async () => (await import('./handlers/task.ts')).deps,
  'task.done': async () => (await import('./handlers/task.ts')).done,
  'task.edit': async () => (await import('./handlers/task.ts')).edit,
  'task.explain': async () => (await import('./handlers/task.ts')).explain,
  'task.fail': async () => (await import('./handlers/task.ts')).fail,
  'task.list': async () => (await import('./handlers/task.ts')).list,
  'task.note': async () => (await import('./handlers/task.ts')).note,
  'task.progress': async () => (await import('./handlers/task.ts')).progress,
  'task.ready': async () => (await import('./handlers/task.ts')).ready,
  'task.release': async () => (await import('./handlers/task.ts')).release,
  'task.retry': async () => (await import('./handlers/task.ts')).retry,
  'task.show': async () => (await import('./handlers/task.ts')).show,
  'task.steal': async () => (await import('./handlers/task.ts')).steal,
  'usage.budgets': async () => (await import('./handlers/usage.ts')).budgets,
  'usage.days': async () => (await import('./handlers/usage.ts')).days,
  'usage.show': async () => (await import('./handlers/usage.ts')).show,
  'workspace.doctor': async () => (await import('./handlers/workspace.ts')).doctor,
  'workspace.export': async () => (await import('./handlers/workspace.ts')).export,
  'workspace.import': async () => (await import('./handlers/workspace.ts')).import,
  'workspace.init': async () => (await import('./handlers/workspace.ts')).init,
  'workspace.pause': async () => (await import('./handlers/workspace.ts')).pause,
  'workspace.recover': async () => (await import('./handlers/workspace.ts')).recover,
  'workspace.resume': async () => (await import('./handlers/workspace.ts')).resume,
  'workspace.status': async () => (await import('./handlers/workspace.ts')).status,
};
