/* Says to an old browser that it is too old. Only what every browser since 2009 understands stands here. */
(function () {
  var box = document.getElementById('old-browser');
  var found = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent);
  var version = found ? Number(found[1]) : 0;
  var old = !('noModule' in document.createElement('script')) || (version > 0 && version < Number(box.getAttribute('data-oldest')));
  if (!old) return;
  box.removeAttribute('hidden');
  box.style.display = 'block';
  if (version) document.getElementById('old-version').appendChild(document.createTextNode('Chrome ' + version));
}());
