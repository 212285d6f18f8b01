export { reckonAgain } from './again.ts'
export { figureRoutes } from './api.ts'
export { responseFigures } from './definitions.ts'
export { figureView } from './view.ts'
