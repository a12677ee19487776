// What a page shows, and when. It is put into a page before anything is measured.
//
// A frame counts when it is finished: a message that is sent while a frame is drawn
// arrives when that frame was given to the screen. Only the pen of the canvas that is
// watched is listened to, for each call that is listened to takes time of its own.
() => {
  const probe = { inputs: [], frames: [], calls: [], rests: [], before: null };
  window.probe = probe;
  const channel = new MessageChannel();
  const frame = window.requestAnimationFrame.bind(window);
  const undo = [];
  let root = document.body;
  let drawing = 0; // the time of the frame that is being drawn
  let shown = 0; // of the one that has ink and is not finished
  let paths = []; // of each path of it: where it begins, and a sum of its points

  /** There is ink: the frame that shows it is this one, else the next. */
  function inked() {
    if (!drawing) return window.requestAnimationFrame(inked);
    if (shown !== drawing) channel.port2.postMessage(drawing);
    shown = drawing;
  }

  function finish() {
    probe.frames.push({ at: performance.now(), paths });
    shown = 0;
    paths = [];
  }

  channel.port1.onmessage = ({ data }) => {
    if (data === shown) finish();
  };

  window.requestAnimationFrame = (call) =>
    frame((now) => {
      if (shown && shown !== now) finish(); // its message is late
      drawing = now;
      const since = performance.now();
      call(now);
      if (call !== inked) probe.calls.push(performance.now() - since);
      drawing = 0;
    });

  /** Do something before a pen draws. */
  function listen(pen, name, hear) {
    const original = pen[name];
    pen[name] = (...parts) => {
      hear(...parts);
      return original.apply(pen, parts);
    };
    undo.push(() => delete pen[name]);
  }

  /** Note each path: the line of a run is that with a casing of 4.5 pixels. */
  function follow(pen) {
    let [begin, sum] = [null, 0];
    const point = (x, y) => {
      begin ??= [x, y];
      sum += x + 1.7 * y;
    };
    listen(pen, "beginPath", () => {
      [begin, sum] = [null, 0];
    });
    listen(pen, "moveTo", point);
    listen(pen, "lineTo", point);
    listen(pen, "stroke", () => {
      if (pen.lineWidth === 4.5 && begin) paths.push([...begin, sum]);
    });
  }

  /** Begin anew, with this element; `canvas` selects one, whose paths are noted if asked. */
  probe.watch = (element, canvas = "canvas[role=img]", noted = true) => {
    for (const each of undo.splice(0)) each();
    root = element;
    const last = probe.frames.findLast(({ paths }) => paths.length);
    const before = last?.paths ?? probe.before;
    Object.assign(probe, { inputs: [], frames: [], calls: [], rests: [], before });
    const pen = root.querySelector(canvas)?.getContext("2d");
    if (!pen) return;
    if (noted) follow(pen);
    for (const name of ["stroke", "drawImage", "putImageData"])
      listen(pen, name, inked);
  };

  // Pictures that come from elsewhere, and readouts that say whether all is there.
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (!root.contains(target)) continue;
      if (target.ariaBusy === "false") probe.rests.push(performance.now());
      const images = [target, ...addedNodes].flatMap((node) =>
        node.nodeName === "IMG" ? [node] : [...(node.querySelectorAll?.("img") ?? [])],
      );
      for (const image of images) image.decode().then(inked, () => {});
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["src", "aria-busy"],
  });
  for (const type of ["keydown", "pointerdown", "pointermove", "pointerup"])
    document.addEventListener(type, (e) => probe.inputs.push(e.timeStamp), true);
};
