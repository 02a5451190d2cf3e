/** One half of the random rollouts that every test run plays, so that both processors have one. */
import { hundredFrom } from './keeps-promises.ts'

hundredFrom(1)
