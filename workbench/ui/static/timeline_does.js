// What the keys and buttons of the timeline do.

const JUMP_S = 5;
const ZOOM = 1.5;

/** The names of `timeline_keys.js`, with what each does to a timeline. */
export function doings(line) {
  return {
    toggle: () => line.stage.player.toggle(),
    clip: () => line.clip(),
    frameBack: () => line.stage.player.step(-1),
    frameOn: () => line.stage.player.step(1),
    jumpBack: () => line.stage.player.seek(line.stage.player.time - JUMP_S),
    jumpOn: () => line.stage.player.seek(line.stage.player.time + JUMP_S),
    loop: () => line.announce(line.stage.toggleLoop() ? "Clips are looped" : "Clips play once"),
    zoomIn: () => line.view.zoom(1 / ZOOM),
    zoomOut: () => line.view.zoom(ZOOM),
    fit: () => line.view.show(0, line.bouts.duration),
    panBack: () => line.view.pan(-0.8),
    panOn: () => line.view.pan(0.8),
    toStart: () => line.stage.player.seek(0),
    toEnd: () => line.stage.player.seek(line.stage.player.duration),
    follow: () => { line.followBox.input.click(); line.announce(line.view.follow ? "Follows the playhead" : "Stays where it is"); },
    previousRecording: () => line.picker.beside(-1),
    nextRecording: () => line.picker.beside(1),
    left: () => line.move((i) => line.bouts.beside(i, -1)),
    right: () => line.move((i) => line.bouts.beside(i, 1)),
    up: () => line.move((i) => line.bouts.across(i, -1)),
    down: () => line.move((i) => line.bouts.across(i, 1)),
    next: () => { if (!line.queue.move(1)) line.announce("Nothing is left to review"); },
    previous: () => line.queue.move(-1),
    leave: () => { if (line.decide.form || line.view.mark !== null) line.decide.cancelForm(); else line.pick(-1); },
    accept: () => line.decide.judge(true),
    reject: () => line.decide.judge(false),
    edit: () => line.decide.edit(),
    add: () => line.decide.addByKey(),
    undo: () => line.decide.takeBack(false),
    redo: () => line.decide.takeBack(true),
    blind: () => line.blindBox.input.click(),
    help: () => line.help.showModal(),
  };
}
