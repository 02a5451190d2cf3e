/** The plays with the bundle of dist as processes on the simulated runner: as on an account, but 30 times as fast. */
import { simulateAws } from '../../../simulator/aws/simulate.ts'
import { Agenda } from '../../../simulator/aws/world/agenda.ts'
import { standingKey } from '../../../simulator/aws/world/credentials.ts'
import { fastClock } from '../../../simulator/clock.ts'
import { clientsAt, closeAll } from '../../live/clients.ts'
import { rollsWith } from '../../live/job.ts'
import { plays } from '../../live/plays.ts'
import { Recording } from '../../live/recording.ts'
import { runLive } from '../../live/run.ts'
import { startAction } from '../../simulated.ts'
import { accountFor, behaving, leftIn } from './world.ts'

/** Plays them all. */
export async function bundled() {
  const clock = fastClock({ speed: 30 })
  const account = accountFor(new Agenda(clock.now()))
  const gates = [behaving(() => account)]
  const { url, close } = await simulateAws({ account, clock, gates })
  const { accessKeyId, secretAccessKey } = standingKey
  const keys = { accessKeyId, secretAccessKey }
  const recording = new Recording()
  const clients = clientsAt({ region: account.region, endpoint: url, credentials: keys }, { recording, now: clock.now })
  const stop = new AbortController().signal
  try {
    const ended = await runLive({
      live: {
        region: account.region,
        clients,
        clock,
        stop,
        recording,
        pollMs: 5_000,
        roll: rollsWith({
          region: account.region,
          credentials: async () => keys,
          env: { AWS_ENDPOINT_URL: url },
          start: (step) => startAction(step, clock),
          onLine: () => undefined,
        }),
        say: (line) => process.stderr.write(`${line}\n`),
      },
      steps: plays,
      remover: { clients, stop },
      agree: async () => true,
    })
    return { ended, left: leftIn(account) }
  } finally {
    closeAll(clients)
    await close()
  }
}
