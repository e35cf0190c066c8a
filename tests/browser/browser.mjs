// One browser for all tests, and what it is asked to show: two contexts, with JavaScript and without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

export const kPhone = { width: 360, height: 640 };
export const kDesktop = { width: 1280, height: 800 };
export const kLanguages = ['ky', 'ru', 'en'];

export const plan = JSON.parse(readFileSync(process.env.BROWSER_PLAN, 'utf8'));

export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const open = async (javaScriptEnabled) => {
    const context = await browser.newContext({ viewport: kPhone, javaScriptEnabled });
    return new Visitor(await context.newPage());
  };
  return { scripted: await open(true), plain: await open(false), close: () => browser.close() };
}

// A tab that notes every request it makes and every complaint of the browser.
export class Visitor {
  constructor(page) {
    this.page = page;
    this.requests = [];
    this.complaints = [];
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // The browser itself says "404" of a problem page: that is its status, checked elsewhere.
      const ofStatus = message.text().startsWith('Failed to load resource: the server responded');
      if (!ofStatus && ['error', 'warning'].includes(message.type())) {
        this.complaints.push(message.text());
      }
    });
  }

  async visit(url) {
    this.requests = [];
    this.complaints = [];
    const response = await this.page.goto(url);
    const body = await response.body();
    const html = body.toString('utf8');
    return { status: response.status(), headers: response.headers(), html, bytes: body.length };
  }

  // The document itself and nothing else, from nowhere else.
  assertAskedOnly(url) {
    assert.deepEqual(this.requests, [url], 'requests');
    assert.deepEqual(this.complaints, [], 'console');
  }

  // As a browser of that language asks. An address that is no page has no `lang` that could be read.
  async prefer(language) {
    const userAgent = await this.page.evaluate(() => navigator.userAgent);
    await (await this.session()).send('Emulation.setUserAgentOverride',
      { userAgent, acceptLanguage: language });
  }

  // The browser's own protocol, for what playwright has no words for.
  async session() {
    this.opened ??= await this.page.context().newCDPSession(this.page);
    return this.opened;
  }

  async size(viewport) {
    await this.page.setViewportSize(viewport);
  }
}

export function withLanguage(path, language) {
  return `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
}
